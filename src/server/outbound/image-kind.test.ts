import fc from 'fast-check';
import { expect, test } from 'vitest';
import { png } from '../../../test/support/other-hosts.ts';
import { imageOf, startsAsImage } from './image-kind.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Each as an encoder writes it, of 300 by 200. */
const images = {
  'image/png': png(300, 200),
  'image/jpeg': hex(
    'ffd8 ffe0 0010 4a46494600010100000100010000 ffdb 0005 000101 ffc4 0005 00aabb ffc0 0011 08 00c8 012c 03 012200 021101 031101 ffda 0002',
  ),
  'image/gif': Buffer.concat([
    latin1('GIF89a'),
    hex('2c01 c800 80 00 00 000000 ffffff 21f9 04 00000000 00 2c 0000 0000 2c01 c800 00'),
  ]),
  'image/webp': Buffer.concat([
    latin1('RIFF\x40\0\0\0WEBPVP8X'),
    hex('0a000000 10000000 2b0100 c70000'),
    Buffer.alloc(20),
  ]),
};

test.each(Object.entries(images))('%s is known by its bytes, with its size', (type, bytes) => {
  expect(imageOf(bytes)).toEqual({ type, width: 300, height: 200 });
  expect(startsAsImage(bytes.subarray(0, 12))).toBe(true);
});

test.each([
  ['lossy', latin1('RIFF\x40\0\0\0WEBPVP8 \x20\0\0\0'), hex('300100 9d012a 2c01 c800 0000')],
  ['lossless', latin1('RIFF\x40\0\0\0WEBPVP8L\x20\0\0\0'), hex('2f 2bc13100 0000000000')],
])('a %s WebP says its size too', (_, head, rest) => {
  expect(imageOf(Buffer.concat([head, rest, Buffer.alloc(8)]))).toEqual({
    type: 'image/webp',
    width: 300,
    height: 200,
  });
});

test('a GIF is as large as the picture that reaches furthest', () => {
  const bytes = Buffer.concat([latin1('GIF87a'), hex('0100 0100 00 00 00 2c 0000 0000 ffff ffff 00')]);
  expect(imageOf(bytes)).toMatchObject({ width: 65_535, height: 65_535 });
});

test.each([
  ['a page', latin1('<!doctype html><img src=x onerror=alert(1)>')],
  ['a drawing', latin1('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['a drawing after a mark', latin1('\xef\xbb\xbf<?xml version="1.0"?><svg/>')],
  ['a PDF', latin1('%PDF-1.7 and more than that')],
  ['a film', latin1('\0\0\0\x18ftypmp42and more')],
  ['a bitmap', latin1('BM and more of the same')],
  ['an icon', hex('00000100 0100 10100000 01002000')],
  ['a PNG without its head', latin1('\x89PNG\r\n\x1a\n\0\0\0\x0dIDATxxxxxxxxxxxxx')],
  ['a GIF of nothing', Buffer.concat([latin1('GIF89a'), Buffer.alloc(20)])],
  ['a RIFF that is a sound', latin1('RIFF\x40\0\0\0WAVEfmt and more than that it is')],
  ['nothing', Buffer.alloc(0)],
])('%s is no image', (_, bytes) => {
  expect(imageOf(bytes)).toBeNull();
});

const seed = Date.now() % 2 ** 32;

test(`any bytes are an image or none, at once (seed ${seed})`, () => {
  const start = fc.constantFrom(
    ...Object.values(images).map((bytes) => bytes.subarray(0, 24)),
    Buffer.alloc(0),
  );
  const bytes = fc.tuple(start, fc.nat(24), fc.uint8Array({ maxLength: 400 }));
  fc.assert(
    fc.property(bytes, ([head, kept, rest]) => {
      const image = imageOf(Buffer.concat([head.subarray(0, kept), rest]));
      if (image) expect(image.width * image.height).toBeGreaterThan(0);
    }),
    { seed, numRuns: 3_000 },
  );
});

test('what is cut off anywhere is an image of the same size or none', () => {
  for (const [type, bytes] of Object.entries(images)) {
    for (let length = 0; length < bytes.length; length++) {
      const image = imageOf(bytes.subarray(0, length));
      if (image) expect(image).toEqual({ type, width: 300, height: 200 });
    }
  }
});
