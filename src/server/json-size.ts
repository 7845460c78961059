/** How much work a JSON text is for whoever parses and checks it. */
export interface JsonSize {
  /** How deep its arrays and objects are nested. */
  depth: number;
  /** How many arrays, objects and separators between values it has: about as many as there are values. */
  items: number;
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Measures a JSON text in UTF-8 without parsing it, in about a millisecond for a mebibyte: parsing one that is made to be
 * slow, and looking at all that came of it, would hold up everybody else for hundreds of times as long.
 */
export function sizeOfJson(bytes: Uint8Array): JsonSize {
  const size = { depth: 0, items: 0 };
  let open = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === quote) at = endOfString(bytes, at);
    else if (byte === comma) size.items++;
    else if (byte === openArray || byte === openObject) {
      size.items++;
      size.depth = Math.max(size.depth, ++open);
    } else if (byte === closeArray || byte === closeObject) open--;
  }
  return size;
}

/** Where the string that begins at `start` has its last quote; the end of all where it has none. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === backslash) at++;
    else if (bytes[at] === quote) return at;
  }
  return bytes.length;
}
