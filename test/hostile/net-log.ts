import { readFileSync } from 'node:fs';

/** What the browser asks for by itself, whatever it shows. */
const ownHosts = /(?:^|\.)(?:google|googleapis|gvt1|gstatic|googleusercontent)\.com$/;

interface LoggedEvent {
  readonly params?: { readonly host?: string; readonly url?: string };
}

/**
 * The hosts that a browser looked up or asked something of, but for this machine, from the log that it writes of its
 * network (`--log-net-log`). That knows more than a page or a server can see: names that are only looked up, and connections
 * that are made ahead.
 */
export function hostsIn(path: string): string[] {
  const hosts = new Set<string>();
  for (const { params } of eventsIn(path)) {
    const address = params?.url ?? (params?.host === undefined ? null : withScheme(params.host));
    const host = address === null ? undefined : URL.parse(address)?.hostname;
    if (host && host !== '127.0.0.1' && !ownHosts.test(host)) hosts.add(host);
  }
  return [...hosts];
}

const withScheme = (host: string): string => (host.includes('://') ? host : `http://${host}`);

/** One event a line; the last one may be torn where the browser was ended. */
function eventsIn(path: string): LoggedEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(2);
  return lines.filter((line) => line.startsWith('{"') && /"(?:host|url)":/.test(line)).flatMap(eventOf);
}

function eventOf(line: string): LoggedEvent[] {
  try {
    return [
      JSON.parse(line.replace(/\]?\}?,?$/, (end) => (end.startsWith(']') ? '' : end.replace(',', '')))),
    ];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
