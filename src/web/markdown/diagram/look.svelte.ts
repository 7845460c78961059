import { MediaQuery } from 'svelte/reactivity';
import type { Look } from '../../frame/messages.ts';
import { theme } from '../../theme.svelte.ts';
import { element } from '../view/sink.ts';

const systemIsDark = new MediaQuery('(prefers-color-scheme: dark)');

/** Whether the page is dark by now; what reads it follows a change. */
export const isDark = (): boolean =>
  theme.choice === 'system' ? systemIsDark.current : theme.choice === 'dark';

const inks = ['definition', 'string', 'number', 'type', 'property', 'keyword', 'meta', 'inserted'];

/** The tokens as they are now: a frame of another origin cannot read them. */
export function presentLook(): Look {
  const probe = element('span');
  document.body.append(probe);
  const colour = (token: string): string => {
    probe.style.setProperty('color', `var(--${token})`);
    return getComputedStyle(probe).color;
  };
  const look: Look = {
    isDark: isDark(),
    font: getComputedStyle(probe).getPropertyValue('--font-sans').trim(),
    paper: colour('paper'),
    sunk: colour('paper-sunk'),
    raised: colour('paper-raised'),
    ink: colour('ink'),
    soft: colour('ink-soft'),
    rule: colour('rule'),
    seal: colour('seal'),
    wash: colour('seal-wash'),
    inks: inks.map((name) => colour(`code-${name}`)),
  };
  probe.remove();
  return look;
}
