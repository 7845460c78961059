// Keeps the page in the browser, so that it loads while the server is away. It keeps no answer of the server's API: what a
// person sees of a conversation comes from the server, or from what the page itself keeps.

/** Filled in by the build: what is kept, and a name for this very version of it. */
declare const __FILES__: readonly string[];
declare const __VERSION__: string;

interface LifetimeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface RequestEvent extends LifetimeEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface ServiceWorker {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifetimeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
}

const worker = self as unknown as ServiceWorker;
const prefix = 'inkstone-';
const files = __FILES__;
const cacheName = prefix + __VERSION__;
/** So long a server that takes a request and is silent may hold up the page. */
const patienceMs = 3_000;

worker.addEventListener('install', (event) => event.waitUntil(keepFiles()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('fetch', (event) => {
  const reply = replyTo(event.request);
  if (reply) event.respondWith(reply);
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(
    files.map((path) => new Request(path, { cache: isHashed(path) ? 'default' : 'no-store' })),
  );
  await worker.skipWaiting();
}

/** The version before is kept too: pages that were opened before an update go on with the files that they are made of. */
async function takeOver(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(ours.slice(0, -1).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** Undefined for all that is not the page: the browser asks the server for that, as if nobody stood between. */
function replyTo(request: Request): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return undefined;
  if (isHashed(pathname)) return keptFirst(request);
  if (request.mode === 'navigate') return isPage(pathname) ? serverFirst(request, '/') : undefined;
  return files.includes(pathname) ? serverFirst(request, pathname) : undefined;
}

const isHashed = (path: string): boolean => path.startsWith('/assets/');
const isPage = (path: string): boolean =>
  ['/', '/settings', '/usage'].includes(path) || path.startsWith('/c/');

async function keptFirst(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** An old page never takes the place of the new one that a server has. */
async function serverFirst(request: Request, path: string): Promise<Response> {
  const reply = fetch(request);
  const kept = await caches.match(path, { cacheName });
  if (!kept) return reply;
  const fromServer = reply.then(
    (response) => (isFromAbsentServer(response) ? kept : response),
    () => kept,
  );
  return Promise.race([fromServer, after(patienceMs, kept)]);
}

/** A proxy says so in the place of a server that is away. */
const isFromAbsentServer = ({ status }: Response): boolean => status >= 502 && status <= 504;

function after<T>(delayMs: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, delayMs, value));
}
