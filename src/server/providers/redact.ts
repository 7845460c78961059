const longest = 500;

const secrets: readonly RegExp[] = [
  /\bsk-[\w*.-]{4,}/g,
  /\bBearer\s+[^\s"',;]+/gi,
  /:\/\/[^\s/@:]+:[^\s/@]+@/g,
  /\b[A-Za-z0-9+/_]{32,}={0,2}(\.[A-Za-z0-9_-]+)*/g,
];

/** A server's words as they may be shown and logged: one line, short, and without anything that looks like a key. */
export function presentable(text: string, key: string | null = null): string {
  const start = text.slice(0, longest * 8);
  const named = key !== null && key.length >= 4 ? start.replaceAll(key, '…') : start;
  const clean = secrets.reduce((rest, secret) => rest.replace(secret, '…'), named);
  const line = clean.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}
