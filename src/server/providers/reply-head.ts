/** The status and headers of a reply (names in lower case). */
export interface ReplyHead {
  status: number;
  headers?: Record<string, string | string[] | undefined>;
}

export function headerOf(head: ReplyHead, name: string): string | null {
  const value = head.headers?.[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** What a provider's support asks for. */
export function requestIdOf(head: ReplyHead): string | null {
  return (
    headerOf(head, 'x-request-id') ?? headerOf(head, 'x-dashscope-request-id') ?? headerOf(head, 'request-id')
  );
}
