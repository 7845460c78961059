import { call } from '../../protocol/client.ts';
import {
  changeConversation,
  type Conversation,
  deleteConversation,
  restoreConversation,
} from '../../protocol/conversations.ts';
import { failureSentence } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.svelte.ts';
import { unturned } from '../i18n/isolated.ts';
import { conversationPath, router } from '../router.svelte.ts';
import type { Session } from '../session.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';

export const titleOf = ({ title }: Conversation): string => unturned(title) || t('conversation_untitled');

/** Deletes at once and offers to undo it. The list changes when the server says so, here as on every other device. */
export async function deleteWithUndo(session: Session, conversation: Conversation): Promise<boolean> {
  const { id: conversationId } = conversation;
  const wasOpen = isOpen(conversationId);
  try {
    await call(session.caller, deleteConversation, { conversationId }, undefined);
  } catch (error) {
    toasts.show(failureSentence(error), { look: 'danger' });
    return false;
  }
  if (wasOpen && isOpen(conversationId)) router.replace('/');
  toasts.show(t('sidebar_deleted', { title: titleOf(conversation) }), {
    action: { label: t('sidebar_undo'), run: () => void restore(session, conversationId, { open: wasOpen }) },
  });
  return true;
}

/** `open`: shows it, too. */
export async function restore(
  session: Session,
  conversationId: string,
  { open = false } = {},
): Promise<void> {
  try {
    await call(session.caller, restoreConversation, { conversationId }, undefined);
    if (open) router.go(conversationPath(conversationId));
  } catch (error) {
    toasts.show(failureSentence(error), { look: 'danger' });
  }
}

/** Whether the new title is stored; if not, the person has been told. */
export async function rename(session: Session, conversationId: string, title: string): Promise<boolean> {
  try {
    await call(session.caller, changeConversation, { conversationId }, { title });
    return true;
  } catch (error) {
    toasts.show(failureSentence(error), { look: 'danger' });
    return false;
  }
}

function isOpen(conversationId: string): boolean {
  const { route } = router;
  return route.name === 'conversation' && route.conversationId === conversationId;
}
