import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { language } from './i18n/i18n.svelte.ts';
import { keepPage } from './offline.ts';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the app');
// After everything that a person waits for, which may be over before the words are here. A page under development changes
// under the reader's hands: it is not kept.
if (import.meta.env.PROD) addEventListener('load', () => void keepPage());

if (await hasWords()) {
  document.getElementById('unloaded')?.remove();
  mount(App, { target });
}

async function hasWords(): Promise<boolean> {
  try {
    await language.load();
    return true;
  } catch (error) {
    // The server is away, or has another version. A page without its words is as one whose script has not come.
    if (!(error instanceof TypeError)) throw error;
    document.querySelector('script[type="module"]')?.dispatchEvent(new Event('error'));
    return false;
  }
}
