import { keepText, keptText } from '../../kept-text.ts';

// The hosts whose images this browser may load without being asked. What is kept is read each time: another tab may have
// changed it.

const storageKey = 'inkstone.image-hosts';
/** As many as one request may name, but for the host that it is about and those that this one sends on to. */
const mostHosts = 150;

export const allowedHosts = (): string[] => keptText(storageKey).split('\n').filter(Boolean);

/** From now on its images are loaded by themselves. */
export function allowHost(host: string): void {
  const others = allowedHosts().filter((known) => known !== host);
  keepText(storageKey, [...others, host].slice(-mostHosts).join('\n'));
}

export function disallowHost(host: string): void {
  const others = allowedHosts().filter((known) => known !== host);
  keepText(storageKey, others.join('\n'));
}
