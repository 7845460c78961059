// What an image is, told by its bytes alone. Formats: W3C PNG (3rd edition), CompuServe GIF89a, ITU-T T.81 (JPEG),
// RFC 9649 (WebP).
import type { ImageType } from '../../protocol/images.ts';

export interface Image {
  readonly type: ImageType;
  /** In pixels, as the file itself says. */
  readonly width: number;
  readonly height: number;
}

type Size = Omit<Image, 'type'>;

const kinds: Readonly<Record<ImageType, { start: RegExp; size: (bytes: Buffer) => Size | null }>> = {
  'image/png': { start: /^\x89PNG\r\n[^]\n/, size: pngSize },
  'image/jpeg': { start: /^\xff\xd8\xff/, size: jpegSize },
  'image/gif': { start: /^GIF8[79]a/, size: gifSize },
  'image/webp': { start: /^RIFF[^]{4}WEBP/, size: webpSize },
};

/** Whether it could become an image, by its first twelve bytes. */
export const startsAsImage = (bytes: Buffer): boolean => typeOf(bytes) !== null;

/** Null for what is no image of a known kind, or says nothing of its size. */
export function imageOf(bytes: Buffer): Image | null {
  const type = typeOf(bytes);
  const size = type && kinds[type].size(bytes);
  return type && size && size.width > 0 && size.height > 0 ? { type, ...size } : null;
}

function typeOf(bytes: Buffer): ImageType | null {
  const start = bytes.toString('latin1', 0, 12);
  for (const [type, kind] of Object.entries(kinds)) if (kind.start.test(start)) return type as ImageType;
  return null;
}

function pngSize(bytes: Buffer): Size | null {
  if (bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** The first segment that begins a picture; those before it are passed over by the lengths that they state. */
function jpegSize(bytes: Buffer): Size | null {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
  }
  return null;
}

/** The screen, or what the pictures on it reach to: browsers make room for a first one that is larger. */
function gifSize(bytes: Buffer): Size | null {
  if (bytes.length < 13) return null;
  const size = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  let at = 13 + colours(bytes[10] ?? 0);
  while (bytes[at] === 0x21) at = afterBlocks(bytes, at + 2);
  if (bytes[at] !== 0x2c || at + 10 > bytes.length) return size;
  return {
    width: Math.max(size.width, bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5)),
    height: Math.max(size.height, bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7)),
  };
}

/** How many bytes a table of colours takes. */
const colours = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

function afterBlocks(bytes: Buffer, from: number): number {
  let at = from;
  for (let length = bytes[at]; length; length = bytes[at]) at += length + 1;
  return at + 1;
}

function webpSize(bytes: Buffer): Size | null {
  if (bytes.length < 30) return null;
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
    case 'VP8L':
      return losslessSize(bytes.readUInt32LE(21));
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    default:
      return null;
  }
}

const losslessSize = (bits: number): Size => ({
  width: 1 + (bits & 0x3fff),
  height: 1 + ((bits >>> 14) & 0x3fff),
});
