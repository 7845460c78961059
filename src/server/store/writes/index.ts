import {
  checkpointAnswer,
  endAllFromJournal,
  endAnswer,
  endFromJournal,
  startRun,
  tellWaiting,
} from './answers.ts';
import { setAsideAnswer, setSummary, tellContext } from './context.ts';
import { continueAnswer } from './continuations.ts';
import {
  changeConversation,
  createConversation,
  deleteConversation,
  restoreConversation,
  setTitle,
} from './conversations.ts';
import { pruneJournal, purgeDeleted } from './maintenance.ts';
import { addQuestion, addSiblingAnswer } from './messages.ts';
import { addProvider, deleteProvider, replaceProviderKey } from './providers.ts';
import { changeSettings } from './settings.ts';
import { forgetCutOff, rememberCutOff } from './cut-off.ts';
import { learnTraits } from './traits.ts';
import { recordUsage } from './usage.ts';
import { withdrawMessage } from './withdraw.ts';

/**
 * Every way in which the store can change. A write runs whole inside the writer thread (on PostgreSQL: in the tick's
 * transaction), so that what it checks is still true when it writes.
 */
export const writes = {
  addQuestion,
  addSiblingAnswer,
  withdrawMessage,
  startRun,
  tellWaiting,
  checkpointAnswer,
  endAnswer,
  endFromJournal,
  endAllFromJournal,
  continueAnswer,
  setAsideAnswer,
  setSummary,
  tellContext,
  rememberCutOff,
  forgetCutOff,
  createConversation,
  changeConversation,
  deleteConversation,
  restoreConversation,
  setTitle,
  addProvider,
  replaceProviderKey,
  deleteProvider,
  changeSettings,
  learnTraits,
  recordUsage,
  pruneJournal,
  purgeDeleted,
};

export type Writes = typeof writes;
export type WriteName = keyof Writes;
export type WriteArgs<Name extends WriteName> = Parameters<Writes[Name]>[2];
export type WriteReply<Name extends WriteName> = Awaited<ReturnType<Writes[Name]>>;
