/** One event of a stream for `EventSource`. */
export interface TextEvent {
  id: string;
  event?: string;
  data: string;
}

/** A line break within the data would end the field: each line gets a field of its own, and the reader joins them again. */
export function formatEvent({ id, event, data }: TextEvent): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${event ? `event: ${event}\n` : ''}id: ${id}\n${lines.join('')}\n`;
}

const insideMark = /(?<=\[DO)(?=NE\])|(?<=\[STA)(?=RT\])/;

/** A model that writes about this very contract must not end it: no piece holds a mark of the contract whole. */
export function splitMarks(text: string): string[] {
  return text.split(insideMark);
}

/** How much of a growing text can be sent: not half of a character or of a line break, whose rest is still to come. */
export function sendableLength(text: string): number {
  return /[\uD800-\uDBFF\r]$/.test(text) ? text.length - 1 : text.length;
}
