import type { EventOf } from '../protocol/events.ts';
import { t } from './i18n/i18n.svelte.ts';
import { unturned } from './i18n/isolated.ts';
import { keepText, keptText } from './kept-text.ts';
import { isPlaceHeld } from './line-places.ts';
import { conversationPath, router } from './router.svelte.ts';
import type { Session } from './session.svelte.ts';

const wantedKey = 'inkstone.notices';
const toldKey = 'inkstone.notices.told';
/** More answers than can end at about the same time. */
const toldLimit = 50;

/** What tells a person who looks elsewhere that an answer has ended. The browser shows it, if they wish and it may. */
class Notices {
  /** A page on Android may not show any by itself. */
  readonly canBe = 'Notification' in globalThis && !/Android/.test(navigator.userAgent);
  isOn = $state(this.#isOn());
  isRefused = $state(false);

  /** Asks for the permission: a browser allows that only where a person has just clicked. */
  async switchOn(): Promise<void> {
    this.isOn = true;
    const permission = await Notification.requestPermission();
    this.isRefused = permission !== 'granted';
    keepText(wantedKey, this.isRefused ? 'off' : 'on');
    this.isOn = this.#isOn();
  }

  switchOff(): void {
    keepText(wantedKey, 'off');
    this.isOn = false;
  }

  /** Tells of the answers that end while nobody looks, until it is told to stop. */
  follow(session: Session): () => void {
    return session.listen((events) => {
      if (!document.hidden || !this.#isOn()) return;
      for (const event of events)
        if (event.type === 'answer-end' && event.status !== 'stopped') void tell(event, session);
    });
  }

  /** Another tab may have switched it. */
  #isOn(): boolean {
    return this.canBe && keptText(wantedKey) === 'on' && Notification.permission === 'granted';
  }
}

type End = EventOf<'answer-end'>;

/** Every hidden tab hears of an end. One of them tells it, and none while a page of ours is looked at. */
async function tell(end: End, session: Session): Promise<void> {
  await navigator.locks.request(toldKey, async () => {
    const told = keptText(toldKey).split(' ');
    const name = `${end.answerId}:${end.run}`;
    if (told.includes(name) || (await isPlaceHeld())) return;
    keepText(toldKey, [...told, name].slice(-toldLimit).join(' '));
    show(end, session);
  });
}

/** Names the conversation and nothing of the answer: others may see the screen. */
function show({ conversationId, answerId, status }: End, session: Session): void {
  const title = t(status === 'complete' ? 'notice_complete' : 'notice_cut_short');
  const body = unturned(session.list.find(conversationId)?.title ?? '') || t('conversation_untitled');
  const notification = new Notification(title, { body, tag: answerId, lang: document.documentElement.lang });
  notification.addEventListener('click', () => {
    notification.close();
    window.focus();
    router.go(conversationPath(conversationId));
  });
}

export const notices = new Notices();
