// Not a module, so that it runs before the first paint: a page that was chosen dark must not flash white.
try {
  const choice = localStorage.getItem('inkstone.theme');
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
} catch (error) {
  // A browser that keeps nothing refuses even to be asked: then nothing was chosen.
  if (!(error instanceof DOMException)) throw error;
}
