/** Every way that a page has to reach another host without leaving: scripts that try it, by the name of the way. */
export const waysOut = (host: string, udpPort: number): Readonly<Record<string, string>> => ({
  fetch: `fetch('http://${host}/fetch').catch(() => 0)`,
  beacon: `navigator.sendBeacon('http://${host}/beacon', 'x')`,
  socket: `new WebSocket('ws://${host}/socket')`,
  events: `new EventSource('http://${host}/events')`,
  worker: `new Worker(URL.createObjectURL(new Blob(["fetch('http://${host}/worker')"])))`,
  module: `import('http://${host}/module').catch(() => 0)`,
  peer: `peerTo(${JSON.stringify(peers(host, udpPort))})`,
  window: `open('http://${host}/window')`,
  ...Object.fromEntries(
    Object.entries(elements(host)).map(([name, html]) => [name, `add(${JSON.stringify(html)})`]),
  ),
  rules: `rules({ prefetch: [{ source: 'list', urls: ['http://${host}/rules'], eagerness: 'immediate' }] })`,
  click: `document.querySelectorAll('a').forEach((link) => link.click())`,
});

/** A peer connection of a page within the page. Chromium ends the process that tries it. */
export const innerPeer = (host: string, udpPort: number): string =>
  `innerPage('(' + peerTo + ')(' + ${JSON.stringify(JSON.stringify(peers(host, udpPort)))} + ')')`;

const peers = (host: string, udpPort: number): readonly string[] => [
  `stun:127.0.0.1:${udpPort}`,
  `turn:${host}?transport=tcp`,
];

/** What the scripts above lean on. */
export const tools = `
  const add = (html) => document.body.append(document.createRange().createContextualFragment(html));
  const rules = (said) => add('<script type="speculationrules">' + JSON.stringify(said) + '</' + 'script>');
  const peerTo = (addresses) => {
    const iceServers = addresses.map((urls) => ({ urls, username: 'a', credential: 'b' }));
    const peer = new RTCPeerConnection({ iceServers });
    peer.createDataChannel('x');
    peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  };
  const innerPage = (code) => {
    const inner = document.createElement('iframe');
    inner.srcdoc = '<script>' + code + '</' + 'script>';
    document.body.append(inner);
  };`;

function elements(host: string): Record<string, string> {
  const at = (path: string): string => `http://${host}/${path}`;
  return {
    image: `<img src="${at('image')}"><picture><source srcset="${at('source')}"><img></picture>`,
    media: `<video src="${at('video')}" poster="${at('poster')}"></video><audio src="${at('audio')}"></audio>`,
    style: `<link rel="stylesheet" href="${at('style')}"><style>@import "${at('import')}"</style>`,
    font: `<style>@font-face { font-family: far; src: url(${at('font')}) } * { font-family: far }</style>`,
    background: `<p style="background: url(${at('background')})">x</p>`,
    script: `<script src="${at('script')}"></script>`,
    frame: `<iframe src="${at('frame')}"></iframe><object data="${at('object')}"></object><embed src="${at('embed')}">`,
    inner: `<iframe srcdoc='<img src="${at('inner')}"><link rel="preconnect" href="${at('inner')}">'></iframe>`,
    hints: [
      'dns-prefetch',
      'preconnect',
      'prefetch',
      'preload',
      'modulepreload',
      'icon',
      'manifest',
      'prerender',
    ]
      .map((relation) => `<link rel="${relation}" as="script" href="${at(relation)}">`)
      .join(''),
    drawing: `<svg><use href="${at('use')}#a"/><image href="${at('picture')}"/></svg>`,
    links: `<a href="#here" ping="${at('ping')}">x</a>`,
  };
}
