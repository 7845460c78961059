import type { Drawing } from './messages.ts';

/** Sharp on paper and on fine screens, as far as browsers make canvases that large. */
const scale = 2;
const maxSide = 8_192;

/** The picture's bytes as PNG. Throws where the browser cannot make it. */
export async function pngOf({ svg, width, height }: Drawing): Promise<ArrayBuffer> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const factor = Math.min(scale, maxSide / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * factor));
  canvas.height = Math.max(1, Math.round(height * factor));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('the browser made no picture of it');
  return blob.arrayBuffer();
}
