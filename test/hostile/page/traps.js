// Runs in the page before all else: notes whatever an answer brings about that it must not. What runs in a frame is let try.
if (window === top) {
  // Whoever clicks here knows what a generated page can do: it runs at once.
  localStorage.setItem('inkstone.pages.told', 'yes');
  const caught = [];
  const note = (what) => void caught.push(String(what).slice(0, 300));
  const trap = (owner, name) => {
    Object.defineProperty(owner, name, { configurable: true, writable: true, value: () => note(name) });
  };
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', '__ran', 'fetch']) trap(window, name);
  for (const name of [
    'WebSocket',
    'EventSource',
    'Worker',
    'SharedWorker',
    'RTCPeerConnection',
    'Image',
    'Audio',
  ])
    trap(window, name);
  trap(Navigator.prototype, 'sendBeacon');
  trap(XMLHttpRequest.prototype, 'open');
  trap(window, 'postMessage');
  trap(Document.prototype, 'execCommand');
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    note(`policy: ${violatedDirective} ${blockedURI} ${sample}`),
  );
  window.addEventListener('error', ({ message, error }) => note(`error: ${error?.stack ?? message}`));
  window.addEventListener('unhandledrejection', ({ reason }) => note(`rejected: ${reason?.stack ?? reason}`));
  /** What was caught since the last time. */
  window.takeCaught = () => caught.splice(0);
}
