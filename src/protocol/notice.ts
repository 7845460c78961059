/**
 * What is told beside the events, since it cannot be one of them: the disk takes nothing at the moment. Its sentences
 * are those of the error codes of the same names.
 */
const noticeCodes = ['disk_full', 'storage_failing'] as const;
export type NoticeCode = (typeof noticeCodes)[number];

/** On every reply of a stream while there is something to tell; a line that is open is told by a `notice` event. */
export const noticeHeader = 'inkstone-notice';

/** `null` for no notice, and for one of a newer server that nobody here has a sentence for. */
export function noticeOf(code: unknown): NoticeCode | null {
  return noticeCodes.find((known) => known === code) ?? null;
}
