import * as z from 'zod/mini';
import { bytesEndpoint } from './endpoint.ts';

/** The kinds of images that are passed on: pixels only. An SVG is a document that can run and load. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export type ImageType = (typeof imageTypes)[number];

/** A host as an address names it, with its port if that is not the usual one. */
const host = z.string().check(z.minLength(1), z.maxLength(260));

export const loadImage = bytesEndpoint('POST', '/api/images', {
  summary:
    'Fetch an image from another host for a person who has allowed that host. `host_elsewhere`: it sends on to the host ' +
    'in `detail`, which is not among `hosts`.',
  body: z.strictObject({
    /** Begins with `https://`; its host is in the public part of the internet. */
    url: z.string().check(z.maxLength(4096)),
    /** The hosts that may be asked: that of the address, and those that it may send on to. */
    hosts: z.array(host).check(z.minLength(1), z.maxLength(200)),
  }),
  mediaTypes: imageTypes,
});
