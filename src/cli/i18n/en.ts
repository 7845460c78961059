import type { ErrorCode } from '../../protocol/errors.ts';
import { upkeep } from './en-upkeep.ts';

/** Every sentence of the command line. Keys begin with the place where they are said. */
export const en = {
  help: `Inkstone: chat with Qwen and every model server that speaks the OpenAI API. It never loses a word.

  inkstone                    start the server; it prints the address of the page
  inkstone ask "question"     ask once; the answer streams to the terminal
  inkstone chat               a conversation in the terminal

  inkstone backup [FOLDER]    copy everything that is stored, also while the server runs
  inkstone restore BACKUP     put a backup into a new or empty data folder
  inkstone doctor             look whether everything is well, and what to change if not

  inkstone help COMMAND       more about one command

Everywhere
  --data-dir FOLDER   where conversations are kept
  --lang en|zh        the language of these messages
  -h, --help          this help
  -V, --version       the version
`,
  help_serve: `inkstone [serve]: start the server and print the address of the page.

  --port NUMBER       the port (3000); 0 takes any free one
  --host ADDRESS      the address to listen on (127.0.0.1)
  --data-dir FOLDER   where conversations are kept

Ctrl-C stops it; a second Ctrl-C stops it at once.

Environment (a .env file in the working folder is read too)
  DASHSCOPE_API_KEY   your key for Qwen; with it, qwen-max-latest answers
  DASHSCOPE_BASE_URL  another region than Beijing
  OPENAI_API_KEY, OPENAI_BASE_URL   another server that speaks the OpenAI API
  INKSTONE_MODEL      the model that answers where none was chosen
  PORT, HOST, INKSTONE_DATA_DIR   the same as the options above
  LOG_LEVEL           silent, error, warn, info, debug

Exit codes: 0 stopped, 1 could not start, 2 wrong usage, 130 stopped at once.
`,
  help_ask: `inkstone ask "question": ask once; the answer streams to the terminal.

  -m, --model NAME    the model, as "inkstone chat" lists them with /model
  -s, --system TEXT   instructions for the model
  --think[=HOW]       think first; HOW long: low, medium, high
  --no-think          answer at once
  --search[=always]   search the web where that helps, or always; sources are listed after the answer
  --temperature N     0 to 2: low is steady, high is varied
  --json              print one chat.completion object, as the OpenAI API gives it
  --data-dir FOLDER   where conversations are kept

What is piped in follows the question:   git diff | inkstone ask "Review this"
or is the question:                      inkstone ask < question.txt

The answer goes to the standard output, everything else to the error output, so that it can be a filter:
  cat notes.txt | inkstone ask "Summarise" > summary.txt
Thinking and sources show beside it; --json holds them. The conversation is kept:
"inkstone chat --continue" goes on with it. A running server is used; without one, it works all the same.
Ctrl-C stops the answer and keeps what came.

Exit codes: 0 answered, 1 failed, 2 wrong usage, 130 stopped with Ctrl-C.
`,
  help_chat: `inkstone chat: a conversation in the terminal.

  -c, --continue      go on with the conversation used last
  -m, --model NAME    the model
  -s, --system TEXT   instructions for the model
  --think[=low|medium|high], --no-think, --search[=always], --temperature N
                      how answers are wanted; "inkstone help ask" says more
  --data-dir FOLDER   where conversations are kept

Ctrl-C stops an answer; at the prompt it leaves, as Ctrl-D does. Type /help inside for the commands.
Conversations are kept in the data folder, and the page shows the same ones. The arrow keys bring back
the questions of this conversation; that list is not written to a file of its own.

Exit codes: 0 left, 1 failed, 2 wrong usage.
`,

  ...upkeep,

  usage_unknownCommand: (name: string) =>
    `There is no command "${name}". To ask something: inkstone ask "${name}"`,
  usage_unknownOption: (name: string) => `There is no option ${name}.`,
  usage_missingValue: (name: string) => `${name} needs a value.`,
  usage_unexpectedValue: (name: string) => `${name} takes no value.`,
  usage_unexpectedArgument: (text: string) => `"${text}" is not expected here.`,
  usage_unknownLanguage: (name: string) => `--lang is en or zh, not "${name}".`,
  usage_think: (value: string) => `--think is alone, or low, medium or high behind "=", not "${value}".`,
  usage_thinkAndNot: '--think and --no-think exclude each other.',
  usage_search: (value: string) => `--search is alone, or auto, always or off behind "=", not "${value}".`,
  usage_temperature: (value: string) => `--temperature is a number from 0 to 2, not "${value}".`,
  usage_noQuestion: 'There is no question. Write it behind the command: inkstone ask "Why is the sky blue?"',
  usage_seeHelp: (command: string) => `${command} --help shows what there is.`,

  serve_listening: 'Inkstone is running at',
  serve_howToStop: 'Ctrl-C stops it.',
  serve_model: (model: string, provider: string) => `${model} answers (${provider}).`,
  serve_localModel: (model: string, provider: string) =>
    `${model} answers (${provider}, found on this machine). For Qwen, set DASHSCOPE_API_KEY or add a key in the page’s settings.`,
  serve_demoModel:
    'The built-in demo answers: it is not a language model. For Qwen, set DASHSCOPE_API_KEY or add a key in the page’s settings.',
  serve_noModel: 'No model answers yet: add a key or a model server in the page’s settings.',
  serve_waitingForFolder: 'Another Inkstone still uses the data folder; waiting for it to end.',
  serve_stopping: 'Stopping. Ctrl-C again stops at once.',

  ask_stopped: 'Stopped. What came is kept.',
  ask_stopFailed: 'The answer could not be stopped; the server goes on writing it.',
  ask_wantsTool: 'The model asked for a tool. Inkstone does not run tools yet, so the answer ends here.',
  ask_sources: 'Sources',
  ask_noSources: 'The web was searched, but the server named no sources.',
  ask_notSearched: 'No sources: nothing tells that the web was searched for this answer.',
  ask_cannotSearch: (model: string) => `${model} cannot search the web; it answers without.`,
  ask_cannotThink: (model: string) => `${model} does not think before it answers.`,
  ask_cutByLength: 'The answer ends here because it reached the model’s length limit.',
  ask_stoppedElsewhere: 'The answer was stopped from elsewhere. What came is kept.',
  ask_interrupted:
    'The answer was interrupted because the server stopped. What came is kept; ask again to get a whole one.',
  ask_questionTooLong: 'The question is longer than 256 KiB. Ask about a part of it.',
  ask_questionNotText: 'What was piped in is not UTF-8 text.',
  ask_waitingForInput:
    'Waiting for what is piped in. If there is nothing, end it with Ctrl-D, or add: < /dev/null',
  ask_lineLost: 'The line to the server is broken; trying to reach it again. Ctrl-C gives up.',
  ask_lineBack: 'The line is back.',
  ask_diskFull:
    'The disk of the server is full, so the answer waits. What was printed is safe; free some space, and it goes on.',
  ask_storageFailing:
    'The server cannot store anything at the moment, so the answer waits. What was printed is safe; inkstone doctor on the server says why.',
  ask_waitingForOthers:
    'An answer that another command asked for is still being written here; waiting for it. Ctrl-C leaves at once.',

  chat_welcome: (model: string) => `${model} answers. /help shows the commands, Ctrl-D leaves.`,
  chat_welcomePlain: '/help shows the commands, Ctrl-D leaves.',
  chat_welcomeNoModel: 'No model answers yet. /help shows the commands, Ctrl-D leaves.',
  chat_continued: (title: string) => `Going on with: ${title}`,
  chat_untitled: 'a conversation without a title',
  chat_nothingToContinue: 'There is no earlier conversation; this is a new one.',
  chat_commands: `/new             begin a new conversation
/model           list the models
/model NAME      let another model answer
/system TEXT     give the model instructions; without text: take them back
/exit            leave (or Ctrl-D)

A backslash at the end of a line goes on in the next one; several lines can be pasted at once.
Ctrl-C stops an answer. Everything is kept: inkstone chat --continue goes on here.`,
  chat_unknownCommand: (name: string) =>
    `There is no command ${name}; /help lists them. To send a line that begins with a slash, begin it with a space.`,
  chat_new: 'A new conversation.',
  chat_model: (model: string) => `${model} answers from now on.`,
  chat_models: (model: string) => `${model} answers. Others, with /model NAME:`,
  chat_noModels: 'There are no models. Add a key or a model server in the page’s settings (inkstone serve).',
  chat_systemSet: 'The model gets these instructions from now on.',
  chat_systemCleared: 'The model gets no instructions any more.',
  chat_clearLine: 'Ctrl-C again leaves.',

  failure_portTaken: (port: number) =>
    `Port ${port} is taken by another program. Stop that one, or choose another port: inkstone --port ${port + 1}`,
  failure_portForbidden: (port: number) =>
    `Port ${port} may not be used by this user. Choose one above 1023: inkstone --port 3000`,
  failure_hostUnknown: (host: string) => `This machine has no address ${host}. Use 127.0.0.1.`,
  failure_busyServer: (address: string) =>
    `Inkstone already runs with this data folder, at ${address} – open that, or give this one its own folder with --data-dir.`,
  failure_busy: (folder: string) =>
    `Another Inkstone has the data folder ${folder} open, and does not say where it can be reached. Stop it, or use --data-dir.`,
  failure_folderForbidden: (path: string) =>
    `${path} may not be written by this user. Change its permissions, or choose another data folder with --data-dir.`,
  failure_folderReadOnly: (path: string) =>
    `${path} is on a read-only disk. Choose another data folder with --data-dir.`,
  failure_notAFolder: (path: string) =>
    `${path} is not a folder. Choose another data folder with --data-dir.`,
  failure_diskFull: (folder: string) =>
    `The disk of the data folder ${folder} is full. Nothing is lost; free some space and start again.`,
  failure_storeUnreadable: (folder: string, reason: string) =>
    `The store in ${folder} cannot be opened (${reason}). Restore a backup, or use another folder with --data-dir.`,
  failure_storeTooNew: (folder: string) =>
    `The store in ${folder} was written by a newer Inkstone. Use that version, or another folder with --data-dir.`,
  failure_secretFile: (path: string) =>
    `${path}, which holds the key for the providers’ keys, cannot be read or written. Mend or remove it, or name another with INKSTONE_SECRET_FILE.`,
  failure_config: (name: string, problem: string) => `Wrong setting: ${name}: ${problem}`,
  failure_unreachable: 'The server cannot be reached. Check that it is running, and try again.',
  failure_lineGivenUp:
    'The server could not be reached for two minutes. What came is kept: inkstone chat --continue shows it.',
  failure_unknown: (message: string) => `This should not have happened: ${message}. Please report it.`,
  wait_requests: 'The requests a minute are used up.',
  wait_burst: 'The number of requests rose too fast.',
  wait_tokens: 'The tokens a minute are used up.',
  wait_overloaded: 'The model server is overloaded.',
  wait_failed: 'The model server had a failure that may pass.',
  wait_againIn: (reason: string, seconds: number) => `${reason} Asking again in ${seconds} s.`,
  wait_again: (reason: string) => `${reason} Asking again.`,
  wait_behind: (reason: string) => `${reason} Answers of this model that were asked for earlier go first.`,
  failure_detail: (detail: string) => `Details: ${detail}`,
  failure_requestId: (id: string) => `Request id for its support: ${id}`,

  errors: {
    invalid_request: 'The server did not understand the request.',
    invalid_json: 'The server could not read the request.',
    too_large: 'That is too much text for one question. Ask about a part of it.',
    unsupported_media_type: 'The server did not take this kind of request.',
    not_found: 'The server does not know this address. Is it another version of Inkstone?',
    method_not_allowed: 'The server does not take this request. Is it another version of Inkstone?',
    conversation_not_found: 'This conversation does not exist any more. Begin a new one.',
    message_not_found: 'This message does not exist any more.',
    answer_not_found: 'This answer does not exist any more.',
    provider_not_found: 'This model server is not configured any more. Choose another model.',
    id_reused: 'This was already sent, with another text.',
    parent_not_found: 'The message that this one follows is gone. Begin a new conversation.',
    already_started: 'The answer to this question has begun, so it cannot be taken back. Stop it instead.',
    answer_unfinished: 'This answer is still being written. Wait for its end, or stop it.',
    cannot_continue: 'There is no text of this answer to go on from. Ask again instead.',
    offset_gone: 'Too much has happened meanwhile. Open the conversation again.',
    forbidden_host: 'The server refuses this address. Use http://localhost with its port.',
    forbidden_origin: 'The server refuses requests from there.',
    internal: 'Something went wrong in the server; its log says what.',
    disk_full: 'The disk of the server is full. Free some space and ask again.',
    storage_failing:
      'The server cannot read or store anything at the moment. Run inkstone doctor on it to see why, then ask again.',
    shutting_down: 'The server is stopping. Ask again when it is back.',
    address_refused: 'The server only asks public addresses that begin with https://.',
    host_unreachable: 'The other host cannot be reached, or does not have what was asked for.',
    host_elsewhere: 'The other host sends on to one that was not allowed.',
    image_too_large: 'The image is too large.',
    image_unreadable: 'What the other host sent is no PNG, JPEG, GIF or WebP image.',
    budget_reached:
      'Your budget is reached, so the model was not asked. Raise it on the page under “Usage and cost”, or choose a model that costs nothing.',
    no_model:
      'There is no model yet. Set DASHSCOPE_API_KEY, or add a key in the page’s settings (inkstone serve).',
    key_missing: 'This model server needs a key. Add it in the page’s settings (inkstone serve).',
    key_invalid:
      'The model server does not accept the key. Check that it is whole, and that it is of the same region as the address.',
    key_wrong_plan:
      'This key belongs to another plan. Use the address of that plan, or a key for this address.',
    model_not_found: 'The model server does not know this model. inkstone chat lists the models with /model.',
    model_forbidden: 'This key may not use this model. Choose another, or have it enabled at the provider.',
    overdue: 'The provider’s account has an unpaid bill. Pay it there, then ask again.',
    billing:
      'The provider refuses for a reason of billing: not bought, or no credit left. Settle it there, then ask again.',
    free_quota_used:
      'The free quota of this model is used up. Choose another model, or switch on billing at the provider.',
    content_filtered: 'The provider’s content filter stopped this. Put the question in other words.',
    media_unreadable: 'The model server could not read an image or a file.',
    context_too_long:
      'The conversation is longer than this model can take. Begin a new one, or choose a model with more room.',
    parameter_refused: 'The model server refused a setting of the request. Choose another model.',
    rate_limited: 'The provider’s requests a minute for this model are used up. Wait a minute and ask again.',
    burst_limited:
      'The number of requests rose faster than the provider allows. Wait a few seconds and ask again.',
    queue_full: 'Too many of your answers wait for their turn. Ask again when one has ended.',
    tokens_limited: 'The provider’s tokens a minute for this model are used up. Wait a minute and ask again.',
    overloaded: 'The model server is overloaded. Wait a moment and ask again.',
    upstream_failed: 'The model server had an error of its own. Ask again.',
    upstream_unreachable: 'The model server cannot be reached. Check the network and its address.',
    upstream_timeout: 'The model server took too long to answer. Ask again.',
    upstream_stalled: 'The model server fell silent. What came is kept; ask again.',
    upstream_cut: 'The connection to the model server broke. What came is kept; ask again.',
    upstream_unreadable: 'The reply of the model server cannot be understood. Is its address right?',
    answer_empty: 'The model sent an empty answer. Ask again.',
    answer_too_long: 'The answer grew over the limit and was ended. What came is kept.',
    answer_too_slow: 'The answer took longer than the limit and was ended. What came is kept; try again.',
  } satisfies Record<ErrorCode, string> as Record<ErrorCode, string>,
};
