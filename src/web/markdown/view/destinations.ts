/** Where a link may lead, and what a person has to be told about it before they go there. */
export interface Destination {
  readonly href: string;
  /** Who is there: the host with its port, or a mail address. */
  readonly host: string;
  /** It is written so that it could be taken for another one. */
  readonly isDisguised: boolean;
}

/** Null for everything that does not leave for the web or for mail, `javascript:` and relative addresses among it. */
export function destinationOf(href: string): Destination | null {
  const url = URL.parse(href);
  if (!url) return null;
  if (url.protocol === 'mailto:') return mailTo(url);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.host === '') return null;
  const isDisguised = url.username !== '' || url.password !== '' || /(?:^|\.)xn--/.test(url.host);
  return { href: url.href, host: url.host, isDisguised };
}

/** Whoever would get the mail; some of them can stand where nobody looks. */
function mailTo(url: URL): Destination {
  const hidden = ['to', 'cc', 'bcc'].flatMap((name) => url.searchParams.getAll(name)).filter(Boolean);
  const named = url.pathname.replaceAll('%40', '@');
  const host = [named, ...hidden].filter(Boolean).join(', ');
  return { href: url.href, host, isDisguised: hidden.length > 0 };
}

/** The true host, if `shown` could make one believe that it is another; null where there is no need to say it. */
export function hostToShow({ host, isDisguised }: Destination, shown: string): string | null {
  if (isDisguised || namesAnother(host, shown)) return host;
  const known = bare(host.slice(host.lastIndexOf('@') + 1));
  return hostsIn(shown).some((named) => named !== known) ? host : null;
}

/** Another mailbox, of the same host too. */
const namesAnother = (host: string, shown: string): boolean =>
  host.includes('@') && shown.includes('@') && !shown.toLowerCase().includes(host.toLowerCase());

const bare = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^www\./, '');

/** What looks like it could be a part of a host, and where it stands: each letter is looked at once. */
const tokens = /[\p{L}\p{M}\p{N}_-][\p{L}\p{M}\p{N}._-]*/gu;
/** Ends of names of files and modules, which are also those of hosts (`get.sh`): alone they are taken for files. */
const fileEnds =
  /\.(?:c|cc|cs|css|go|h|html?|java|js|json|jsx|kt|lock|log|md|mjs|php|pl|png|py|rb|rs|sh|sql|svg|toml|ts|tsx|txt|vue|xml|ya?ml)$/;

function hostsIn(shown: string): string[] {
  const plain = shown.normalize('NFKC').replaceAll('。', '.');
  const found: string[] = [];
  for (const { 0: token, index } of plain.matchAll(tokens)) {
    const name = bare(token.replace(/\.+$/, ''));
    const isAfterScheme = plain.startsWith('://', index - 3);
    const isAddress = isAfterScheme || /^[/:@]./.test(plain.slice(index + token.length));
    // After a scheme stands a host whatever it looks like: `https://2130706433` is an address in numbers.
    if (isAfterScheme || (isHost(name) && (isAddress || !fileEnds.test(name)))) found.push(name);
  }
  return found;
}

const isHost = (name: string): boolean =>
  /\.(?:[\p{L}\p{M}]{2,}|xn--[\w-]+)$/u.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name);
