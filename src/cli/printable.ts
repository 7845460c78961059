const controls = /(?![\n\t])\p{Cc}/gu;

/**
 * Model text as a terminal may have it. Text from a model is hostile: an escape sequence could move the cursor, change
 * the window's title or fill the clipboard. Without its control characters, what is left of a sequence is plain text.
 */
export function printable(text: string): string {
  return text.replace(controls, '');
}

/** The same for JSON, where such a character can be written without being there. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(/\p{Cc}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
