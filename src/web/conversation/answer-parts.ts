// What only a page with answers needs, loaded together.
export { default as Markdown } from '../markdown/Markdown.svelte';
export { default as Adjusted } from './Adjusted.svelte';
export { default as AnswerCost } from '../usage/AnswerCost.svelte';
export { default as FailureHelp } from './FailureHelp.svelte';
export { default as SetAside } from './SetAside.svelte';
export { default as SilenceNotice } from './SilenceNotice.svelte';
export { default as SourceList } from './SourceList.svelte';
export { default as Thinking } from './Thinking.svelte';
export { default as ToolCall } from './ToolCall.svelte';
export { default as WaitingNotice } from './WaitingNotice.svelte';
export { heldIn, textPlace } from './text-place.ts';
export { citedSources } from '../markdown/view/source-list.ts';
export { answerHtml } from '../copy/clean-html.ts';
export { onCopy } from '../copy/copied.ts';
export { default as QuoteButton } from '../copy/QuoteButton.svelte';
export { sourcesHtml, sourcesMarkdown } from '../copy/sources.ts';
