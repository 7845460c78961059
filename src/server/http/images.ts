import { ApiError } from '../../protocol/errors.ts';
import { loadImage } from '../../protocol/images.ts';
import { fetchImage } from '../outbound/fetch-image.ts';
import type { Network } from '../outbound/network.ts';
import { type App, handle } from './handle.ts';

export interface ImageParts {
  network: Network;
}

/** Each may hold ten megabytes for a quarter of a minute. */
const mostAtOnce = 8;

export function imageRoutes(app: App, { network }: ImageParts): void {
  let underWay = 0;
  handle(app, loadImage, async ({ body, signal }) => {
    if (underWay >= mostAtOnce) throw new ApiError('overloaded');
    underWay++;
    try {
      return await fetchImage(body, network, signal);
    } finally {
      underWay--;
    }
  });
}
