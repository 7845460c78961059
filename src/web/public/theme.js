// Not a module, so that it runs before the first paint: a page that was chosen dark must not flash white.
const choice = localStorage.getItem('inkstone.theme');
if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
