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
  line_waiting: 'The server cannot be reached. Nothing is lost; this page keeps trying.',
  line_disk_full:
    'The disk of the server is full, so nothing new can be stored. What is shown here is safe. Free some space, and it goes on by itself.',
  line_storage_failing:
    'The server cannot store anything at the moment. What is shown here is safe. Run “inkstone doctor” on the server to see why.',

  // Notifications of the browser
  notice_complete: 'Your answer is ready',
  notice_cut_short: 'An answer has ended early',

  // The start page
  start_title: 'What shall we write?',
  start_lead: 'Every word is kept as it arrives. Close this page whenever you like.',
  start_demo:
    'This is the demo model. It shows what the page can do, but it is not a language model. Add a key to talk with Qwen.',
  start_no_model:
    'No model is set up yet. Add a key, or start a local model server and load this page again.',
  start_add_key: 'Add a key',
  start_suggestions: 'Suggestions',
  start_demo_all: 'What can you show me?',
  start_demo_markdown: 'Show me a Markdown tour',
  start_demo_table: 'Show me a table',
  start_demo_long: 'Write a long answer of 600 words',
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
  message_copy_failed:
    'The browser did not allow copying. Allow it for this page, or select the text and copy it.',
  message_copied: 'Copied',
  message_edit: 'Edit',
  message_edit_label: 'Edit your question',
  message_edit_send: 'Ask again',
  message_edit_cancel: 'Cancel',
  message_version: '{index} / {count}',
  message_previous: 'Previous version',
  message_next: 'Next version',
  message_sending: 'Sending…',
  message_unsent_away:
    'The server cannot be reached. Your message is kept here. It will be sent when the server is back.',
  message_unsent_waiting: 'Will be sent after the message above.',
  message_unsent_elsewhere: 'Not sent yet, in another conversation:',
  message_waiting: 'Waits for the answer above.',
  message_send_again: 'Send again',
  message_take_back: 'Take back',
  message_taken_back_stopped:
    'Your message “{text}” had already arrived when you took it back. Its answer was stopped. Both stay in the conversation.',
  message_taken_back_answered:
    'Your message “{text}” had already arrived and was answered when you took it back. Both stay in the conversation.',
  answer_retry: 'Try again',
  answer_queued: 'Waiting for its turn…',
  answer_waiting: 'Waiting for the first word…',
  answer_continue: 'Continue',
  answer_continuing: 'Continuing where it stopped…',
  answer_wants_tool: 'The model asked for a tool. Inkstone does not run tools yet, so the answer ends here.',
  answer_stopped: 'This answer was stopped.',
  answer_interrupted: 'The server went away while it wrote this. What had arrived is kept.',
  answer_no_sources: 'The web was searched, but the server named no sources.',
  answer_not_searched: 'No sources: nothing tells that the web was searched for this answer.',
  answer_cut_short: 'The answer reached the length limit of the model.',
  answer_filtered: 'The content filter of the provider ended this answer. Change the question to go on.',
  answer_kept: 'What had arrived is kept.',
  answer_spoken_start: 'The answer begins.',
  answer_spoken_end: 'The answer is complete.',
  answer_spoken_stopped: 'The answer was stopped.',
  answer_spoken_failed: 'The answer failed.',

  // Finding in a conversation, its questions, quoting
  find_label: 'Find in this conversation',
  find_count: '{place} of {total}',
  find_none: 'Not found',
  find_failed: 'The server cannot be reached. Try again.',
  find_previous: 'Previous match',
  find_next: 'Next match',
  find_close: 'Close the search',
  outline_title: 'In this conversation',
  outline_find: 'Find words',
  outline_failed: 'Earlier questions could not be loaded.',
  outline_retry: 'Try again',

  // Code, tables and links in an answer
  markdown_plain:
    'Answers are shown as plain text: the part of the page that draws them could not be loaded. Check that the server runs, then reload the page.',

  // The composer
  composer_label: 'Message',
  composer_placeholder: 'Write a message…',
  composer_send: 'Send',
  composer_stop: 'Stop',
  composer_hint: 'Enter to send, Shift + Enter for a new line',
  composer_offer: 'A newer draft from another device: “{text}”',
  composer_offer_use: 'Use it',
  composer_offer_dismiss: 'Dismiss',
  composer_offer_used: 'The other draft is in the message box now.',
  composer_undo: 'Undo',
  composer_aside: 'Taken back: “{text}”',
  composer_aside_use: 'Put it in front',
  composer_aside_dismiss: 'Discard',
  composer_too_long:
    'This message is too long by {over}. The limit is 256 KiB. Please shorten it or send it in parts; your text stays here.',
  composer_paste_refused:
    'What you pasted is {size}, and a message can have 256 KiB. It was left in your clipboard. Please send it in parts.',

  // Parts that every place uses
  ui_close: 'Close',
  ui_notices: 'Notices',
  ui_outdated:
    'There is a new version of Inkstone, and this page is the old one. Reload it to go on; nothing is lost.',
  ui_reload: 'Reload',
  ui_load_failed:
    'This part of the page could not be loaded. Check that the server runs, then load the page again.',

  // The list of conversations
  sidebar_label: 'Sidebar',
  sidebar_today: 'Today',
  sidebar_yesterday: 'Yesterday',
  sidebar_week: 'Previous 7 days',
  sidebar_empty: 'Your conversations will be listed here.',
  sidebar_running: 'An answer is being written',
  sidebar_actions: 'Actions for “{title}”',
  sidebar_menu: 'Actions',
  sidebar_rename: 'Rename',
  sidebar_rename_label: 'New title',
  sidebar_delete: 'Delete',
  sidebar_delete_key: 'Del',
  sidebar_deleted: 'Deleted “{title}”',
  sidebar_undo: 'Undo',
  sidebar_load_again: 'Try again',
  sidebar_theme: 'Theme: {theme}',

  // The choice of a model
  models_title: 'Model',
  models_choose: 'Model: {model}',
  models_search: 'Search models, or type a name',
  models_nothing_found: 'No model fits this.',
  models_none: 'No model yet',
  models_demo: 'Demo – not a language model',
  models_demo_named: '{model} – not a language model',
  models_demo_provider: 'Demo',
  models_demo_note: 'Shows what the page can do. Not a language model.',
  models_use: 'Use “{model}”',
  models_favourites: 'Favourites',
  models_last_used: 'Last used',
  models_favourite_add: 'Add {model} to the favourites',
  models_favourite_remove: 'Take {model} out of the favourites',
  models_image: 'images',
  models_audio: 'audio',
  models_video: 'video',
  models_search_web: 'web search',
  models_context: '{size} context',
  models_price: '{input} in, {output} out',
  models_free: 'free',
  models_thinking: 'Think',
  models_thinking_tip: 'Think before answering: slower, often better',
  models_search_switch: 'Search',
  models_search_tip: 'Search the web where it helps; the answer names its sources',
  models_search_none: 'This model cannot search the web. Choose another one for that.',
  models_thinking_hybrid: 'can think',
  models_thinking_only: 'always thinks',
  models_add: 'Add a key or server',
  models_refresh: 'Refresh',

  // How answers are wanted
  wishes_open: 'How answers are written',
  wishes_open_set: 'How answers are written (changed here)',
  wishes_search: 'Search the web',

  // Settings
  settings_title: 'Settings',
  settings_theme_system: 'System',
  settings_theme_light: 'Light',
  settings_theme_dark: 'Dark',

  // What a provider or the server can answer: what happened, and what to do
  error_invalid_request:
    'The server did not understand this request. Load the page again; if it happens again, please report it.',
  error_invalid_json: 'The server could not read this request. Load the page again.',
  error_too_large: 'This is too large to be sent. Shorten it, or send it in parts.',
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
  error_already_started:
    'The answer to this question has begun, so it cannot be taken back. You can stop it.',
  error_answer_unfinished: 'This answer is still being written. Wait for its end, or stop it.',
  error_cannot_continue: 'There is no text of this answer to go on from. Retry instead.',
  error_offset_gone: 'This page was away for too long. It loads the conversation again.',
  error_forbidden_host: 'The server is not open under this name. Open it as localhost.',
  error_forbidden_origin:
    'The server refused a request from another site. Open Inkstone itself and try again.',
  error_internal: 'Something went wrong on the server. Nothing that was shown is lost. Try again.',
  error_disk_full: 'The disk of the server is full. Free some space, then try again.',
  error_storage_failing:
    'The server cannot read or store anything at the moment. Run “inkstone doctor” on it to see why, then try again.',
  error_shutting_down: 'The server is just stopping. Try again when it is back.',
  error_address_refused: 'This cannot be loaded: its address is not a public one.',
  error_host_unreachable: 'The host cannot be reached, or does not have this.',
  error_host_elsewhere: 'The host sends on to another one that you have not allowed.',
  error_image_too_large: 'This image is too large: more than 10 MB, or more than 50 million pixels.',
  error_image_unreadable: 'What the host sent is no PNG, JPEG, GIF or WebP image.',
  error_budget_reached:
    'Your budget is reached, so the model was not asked. Raise it under “Usage and cost”, wait for the next day or month, or choose a model that costs nothing.',
  error_no_model: 'No model is set up. Add a key in the settings, or start a local model server.',
  error_key_missing: 'This provider needs a key. Add it in the settings.',
  error_key_invalid:
    'The provider refused the key. Check that it is whole, not expired, and belongs to the same region as the address.',
  error_key_wrong_plan:
    'This key belongs to another plan and does not work at this address. Use a key of pay-as-you-go, or the address of its plan.',
  error_model_not_found: 'The provider does not know this model. Choose another one.',
  error_model_forbidden:
    'The key may not use this model. Choose another model, or grant access in the console of the provider.',
  error_overdue:
    'The account at the provider has an unpaid bill. Pay it or top the account up there, then try again.',
  error_billing:
    'The provider refuses for a reason of billing: the service was not bought, or its credit is used up. Look at its billing page.',
  error_free_quota_used:
    'The free quota of this model is used up. Choose another model, or switch off “free quota only” in the console.',
  error_content_filtered:
    'The content filter of the provider refused this. Change the question and ask again.',
  error_media_unreadable: 'The provider could not read a file in this message. Send it in another format.',
  error_context_too_long:
    'The conversation is longer than the model can read. Start a new one, or choose a model with a longer context.',
  error_parameter_refused: 'The model does not take one of the options. Change the options or the model.',
  error_rate_limited:
    'The requests a minute that the provider allows for this model are used up. Try again in a minute, or choose another model.',
  error_burst_limited:
    'The number of requests rose faster than the provider allows. Try again in a few seconds.',
  error_queue_full:
    'Too many of your answers wait for their turn. Wait until one has ended, then send again.',
  error_tokens_limited:
    'The tokens a minute that the provider allows for this model are used up. Try again in a minute, or choose another model.',
  error_overloaded: 'The provider is overloaded. Try again in a moment, or choose another model.',
  error_upstream_failed: 'The provider had an error of its own. Try again.',
  error_upstream_unreachable:
    'The provider cannot be reached. Check the network of the server and the address, then try again.',
  error_upstream_timeout: 'The provider did not answer in time. Try again.',
  error_upstream_stalled: 'The provider fell silent. Try again.',
  error_upstream_cut: 'The connection to the provider broke. Try again.',
  error_upstream_unreadable:
    'The provider sent something that cannot be read. Check the address in the settings, or try again.',
  error_answer_empty: 'The model sent an empty answer. Try again.',
  error_answer_too_long: 'The answer grew too long and was ended here.',
  error_answer_too_slow: 'The answer took too long and was ended here. You can try again.',
  error_unreachable: 'The server cannot be reached. Check that it runs, then try again.',
} as const;
