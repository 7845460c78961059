/** English. Keys are named by place; `{name}` is filled in by `t`. `zh.ts` has to have the same keys. */
export const en = {
  // The page as a whole
  app_skip: 'Skip to the message box',
  app_menu: 'Open the list of conversations',
  app_close_menu: 'Close the list of conversations',
  app_new: 'New conversation',
  app_sidebar: 'Conversations',
  app_not_found: 'There is nothing at this address.',
  app_not_found_action: 'Start a new conversation',
  app_loading: 'Loading…',

  // The line to the server
  line_connecting: 'Connecting…',
  line_waiting: 'The server cannot be reached. Nothing is lost; this page keeps trying.',
  line_live: 'Connected',

  // The start page
  start_title: 'What shall we write?',
  start_lead: 'Every word is kept as it arrives. You can close this page at any time and come back to it.',
  start_demo:
    'This is the demo model. It shows what the page can do, but it is not a language model. Add a key to talk with Qwen.',
  start_no_model:
    'No model is set up yet. Add a key, or start a local model server and load this page again.',
  start_add_key: 'Add a key',
  start_suggestions: 'Suggestions',
  start_idea_explain: 'Explain how an inkstone is made, in five short steps',
  start_idea_table: 'Compare SQLite and PostgreSQL in a table',
  start_idea_code: 'Write a Python function that checks a Chinese ID card number',
  start_idea_letter: 'Draft a friendly letter that moves a meeting to next week',

  // A conversation
  conversation_untitled: 'New conversation',
  conversation_messages: 'Messages',
  conversation_load_failed: 'This conversation could not be loaded.',
  conversation_retry: 'Try again',
  conversation_deleted: 'This conversation was deleted.',
  conversation_older: 'Show earlier messages',
  conversation_loading_older: 'Loading earlier messages…',
  conversation_to_end: 'Go to the latest',
  conversation_title: '{title} – Inkstone',
  conversation_title_done: '✓ {title} – Inkstone',

  // Messages and answers
  message_question: 'You',
  message_answer: 'Answer',
  message_copy: 'Copy',
  message_copied: 'Copied',
  message_edit: 'Edit',
  message_edit_label: 'Edit your question',
  message_edit_send: 'Ask again',
  message_edit_cancel: 'Cancel',
  message_version: '{index} / {count}',
  message_previous: 'Previous version',
  message_next: 'Next version',
  message_sending: 'Sending…',
  message_unsent: 'Not sent yet.',
  message_unsent_away: 'The server cannot be reached. Your message is kept here.',
  message_send_again: 'Send again',
  message_take_back: 'Back to the message box',
  answer_retry: 'Try again',
  answer_retry_title: 'Ask the same question again; this answer stays',
  answer_queued: 'Waiting for its turn…',
  answer_waiting: 'Waiting for the first word…',
  answer_thinking: 'Thinking…',
  answer_thinking_for: 'Thinking… {seconds} s',
  answer_thought: 'Thought it over',
  answer_thought_for: 'Thought for {seconds} s',
  answer_stopped: 'You stopped this answer.',
  answer_interrupted: 'The server went away while it wrote this. What had arrived is kept.',
  answer_cut_short: 'The answer reached the length limit of the model.',
  answer_filtered: 'The content filter of the provider ended this answer.',
  answer_empty: 'Nothing had arrived yet.',
  answer_request_id: 'Request ID {id}',
  answer_copy_request_id: 'Copy the request ID',
  answer_detail: 'The provider said: {detail}',
  answer_tool_call: 'Tool call: {name}',
  answer_spoken_start: 'The answer begins.',
  answer_spoken_thinking: 'The model is thinking.',
  answer_spoken_end: 'The answer is complete.',
  answer_spoken_stopped: 'The answer was stopped.',
  answer_spoken_failed: 'The answer failed.',

  // Code, tables and links in an answer
  markdown_code: 'Code',
  markdown_copy_code: 'Copy code',
  markdown_table: 'Table',
  markdown_image: 'Image: {text}',
  markdown_done: 'Done',
  markdown_not_done: 'Not done',

  // The composer
  composer_label: 'Message',
  composer_placeholder: 'Write a message…',
  composer_send: 'Send',
  composer_stop: 'Stop',
  composer_hint: 'Enter to send, Shift + Enter for a new line',
  composer_too_long:
    'This message is too long by {over}. The limit is 256 KiB. Please shorten it or send it in parts; your text stays here.',
  composer_line_away: 'The server cannot be reached. You can go on writing; your text stays here.',
  composer_stop_failed: 'The answer could not be stopped: {reason}',

  // What a provider or the server can answer: what happened, and what to do
  error_invalid_request:
    'The server did not understand this request. Load the page again; if it happens again, please report it.',
  error_invalid_json: 'The server could not read this request. Load the page again.',
  error_too_large: 'This is too large for the server. Shorten it, or send it in parts.',
  error_unsupported_media_type: 'The server does not take this kind of data. Load the page again.',
  error_not_found: 'There is nothing at this address. Check the address.',
  error_method_not_allowed: 'The server does not allow this here. Load the page again.',
  error_conversation_not_found:
    'This conversation does not exist, or was deleted. Choose another from the list.',
  error_message_not_found: 'This message does not exist any more. Load the page again.',
  error_answer_not_found: 'This answer does not exist any more. Load the page again.',
  error_provider_not_found: 'This model server is not set up any more. Choose another model.',
  error_id_reused: 'This message was already sent with other words. Send it once more as a new one.',
  error_parent_not_found: 'The answer this message follows does not exist any more. Load the page again.',
  error_parent_unfinished:
    'The answer before is still being written. Wait for its end or stop it, then send again.',
  error_offset_gone: 'This page was away for too long. It loads the conversation again.',
  error_forbidden_host: 'The server is not open under this name. Open it as localhost.',
  error_forbidden_origin:
    'The server refused a request from another site. Open Inkstone itself and try again.',
  error_internal: 'Something went wrong on the server. Nothing that was shown is lost. Try again.',
  error_disk_full: 'The disk of the server is full. Free some space, then try again.',
  error_shutting_down: 'The server is just stopping. Try again when it is back.',
  error_no_model: 'No model is set up. Add a key in the settings, or start a local model server.',
  error_key_missing: 'This provider needs a key. Add it in the settings.',
  error_key_invalid:
    'The provider refused the key. Check that it is whole, not expired, and belongs to the same region as the address.',
  error_key_wrong_plan:
    'This key belongs to another plan and does not work at this address. Use a key of pay-as-you-go, or the address of its plan.',
  error_model_not_found: 'The provider does not know this model. Choose another one.',
  error_model_forbidden:
    'The key may not use this model. Choose another model, or grant access in the console of the provider.',
  error_overdue: 'The account at the provider is overdue. Top it up, then try again.',
  error_billing: 'The provider has a problem with billing for this account. Look into its console.',
  error_free_quota_used:
    'The free quota of this model is used up. Choose another model, or switch off “free quota only” in the console.',
  error_content_filtered:
    'The content filter of the provider refused this. Change the question and ask again.',
  error_media_unreadable: 'The provider could not read a file in this message. Send it in another format.',
  error_context_too_long:
    'The conversation is longer than the model can read. Start a new one, or choose a model with a longer context.',
  error_parameter_refused: 'The model does not take one of the options. Change the options or the model.',
  error_rate_limited: 'Too many requests in a short time. Wait a moment, then try again.',
  error_burst_limited: 'The requests came too fast one after the other. Wait a moment, then try again.',
  error_tokens_limited: 'The token limit of this minute is used up. Wait a minute, then try again.',
  error_overloaded: 'The provider is overloaded. Try again in a moment, or choose another model.',
  error_upstream_failed: 'The provider had an error of its own. Try again.',
  error_upstream_unreachable:
    'The provider cannot be reached. Check the network of the server and the address, then try again.',
  error_upstream_timeout: 'The provider did not answer in time. Try again.',
  error_upstream_stalled: 'The provider fell silent in the middle. What had arrived is kept. Try again.',
  error_upstream_cut: 'The connection to the provider broke. What had arrived is kept. Try again.',
  error_upstream_unreadable:
    'The provider sent something that cannot be read. Check the address in the settings, or try again.',
  error_answer_empty: 'The model sent an empty answer. Try again.',
  error_answer_too_long: 'The answer grew too long and was ended here. What had arrived is kept.',
  error_unreachable: 'The server cannot be reached. Check that it runs, then try again.',
  error_unknown: 'Something unexpected happened on this page. Load it again.',
} as const;
