// Not a module, so that it runs before the first paint: a page that was chosen dark must not flash white.
try {
  const choice = localStorage.getItem('inkstone.theme');
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
} catch (error) {
  // A browser that keeps nothing refuses even to be asked: then nothing was chosen.
  if (!(error instanceof DOMException)) throw error;
}

// A file does not come that the page is made of: nothing of the page itself can tell of that.
const againMs = 5000;

function tell() {
  const notice = document.getElementById('unloaded');
  // It is told already, or the page is there: the file was somebody else's.
  if (!notice?.hidden) return;
  const load = () => notice.isConnected && location.reload();
  notice.hidden = false;
  notice.querySelector('button').addEventListener('click', load);
  addEventListener('online', load);
  setInterval(() => void ifReachable(load), againMs);
}

async function ifReachable(load) {
  try {
    if ((await fetch('/healthz', { cache: 'no-store' })).ok) load();
  } catch (error) {
    // The server is still away.
    if (!(error instanceof TypeError)) throw error;
  }
}

// It does not bubble.
addEventListener('error', ({ target }) => target instanceof HTMLScriptElement && tell(), true);
