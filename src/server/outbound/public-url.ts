import { isIP } from 'node:net';
import { ApiError } from '../../protocol/errors.ts';
import { isPublicAddress } from './public-address.ts';

/** Ends of names that mean something else in every network, or nothing. */
const privateEnds = new Set([
  'arpa',
  'corp',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'onion',
  'private',
  'test',
]);

/**
 * An address that somebody else wrote, if it may be asked: `https`, the usual port, a public host and nothing before it.
 * What its name leads to is judged when it is resolved. Throws `address_refused`, which never says why: the answer would
 * tell what there is inside.
 */
export function publicUrl(written: string, base?: URL): URL {
  const url = URL.parse(written, base?.href);
  if (!url || !isPlain(url) || !isPublicHost(url.hostname)) throw new ApiError('address_refused');
  url.hash = '';
  return url;
}

const isPlain = ({ protocol, port, username, password }: URL): boolean =>
  protocol === 'https:' && port === '' && username === '' && password === '';

function isPublicHost(host: string): boolean {
  const literal = bareHost(host);
  if (isIP(literal) !== 0) return isPublicAddress(literal);
  const labels = host.split('.');
  const isName = labels.length > 1 && labels.every((label) => /^[\w-]{1,63}$/.test(label));
  return isName && labels[0] !== 'metadata' && !privateEnds.has(labels.at(-1) ?? '');
}

/** An IPv6 address without its brackets. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, '');
