import type { ErrorCode } from '../../protocol/errors.ts';
import type { ErrorFacts } from './error-body.ts';
import type { Origin } from './failure.ts';
import { quirksOf } from './quirks/quirks-of.ts';

/** Words that say more than the code they come with. The first that fits decides. */
const wordings: readonly [words: RegExp, code: ErrorCode][] = [
  [/invalid access token or token expired/i, 'key_wrong_plan'],
  [/free (allocated|tier|quota).*(exceed|exhaust|used)|freetieronly|free-models-per-day/i, 'free_quota_used'],
  [
    /range of input length|prompt is too long|input (is )?too long|token length too long|exceeded model token limit/i,
    'context_too_long',
  ],
  [/(maximum|max|model'?s) context (length|window)|token length exceed|tokens exceed/i, 'context_too_long'],
  [
    /(exceed|overflow|(longer|larger|greater) than).{0,60}context|context.{0,40}(exceed|overflow)/i,
    'context_too_long',
  ],
  [/failed to (download|decode|fetch) (multimodal|image|media|video|audio)/i, 'media_unreadable'],
  [
    /datainspectionfailed|inappropriate content|content exists risk|content management policy|flagged|moderation/i,
    'content_filtered',
  ],
  [
    /insufficient (balance|credits?)|余额不足|欠费|key limit exceeded|requires more credits|can only afford/i,
    'billing',
  ],
  [/tokens? per (minute|min|second|day)|\btp[ms]\b/i, 'tokens_limited'],
  [/loading model|model (is )?(overloaded|busy|loading)|over capacity|访问量过大/i, 'overloaded'],
  [/model .{0,120}(not found|does not exist|not exist)|no models? loaded/i, 'model_not_found'],
];

/** Codes and types, in lower case, that mean the same wherever they come from. */
const sharedCodes: Partial<Record<string, ErrorCode>> = {
  // DashScope, compatible and native
  invalid_api_key: 'key_invalid',
  invalidapikey: 'key_invalid',
  arrearage: 'overdue',
  data_inspection_failed: 'content_filtered',
  datainspectionfailed: 'content_filtered',
  'invalidparameter.datainspection': 'media_unreadable',
  invalid_parameter_error: 'parameter_refused',
  invalidparameter: 'parameter_refused',
  'badrequest.toolarge': 'too_large',
  access_denied: 'model_forbidden',
  accessdenied: 'model_forbidden',
  'model.accessdenied': 'model_forbidden',
  'accessdenied.unpurchased': 'model_forbidden',
  'workspace.accessdenied': 'model_forbidden',
  'allocationquota.freetieronly': 'free_quota_used',
  model_not_found: 'model_not_found',
  modelnotfound: 'model_not_found',
  model_not_supported: 'model_not_found',
  limit_requests: 'rate_limited',
  throttling: 'rate_limited',
  'throttling.ratequota': 'rate_limited',
  limit_burst_rate: 'burst_limited',
  'throttling.burstrate': 'burst_limited',
  'throttling.allocationquota': 'tokens_limited',
  commoditynotpurchased: 'billing',
  prepaidbilloverdue: 'overdue',
  postpaidbilloverdue: 'overdue',
  internal_error: 'upstream_failed',
  internalerror: 'upstream_failed',
  'internalerror.algo': 'upstream_failed',
  systemerror: 'upstream_failed',
  requesttimeout: 'upstream_timeout',
  responsetimeout: 'upstream_timeout',
  modelservingerror: 'overloaded',
  modelunavailable: 'overloaded',
  // OpenAI and those that follow it
  insufficient_quota: 'billing',
  billing_hard_limit_reached: 'billing',
  billing_not_active: 'billing',
  context_length_exceeded: 'context_too_long',
  exceed_context_size_error: 'context_too_long',
  rate_limit_exceeded: 'rate_limited',
  rate_limit_error: 'rate_limited',
  content_filter: 'content_filtered',
  content_policy_violation: 'content_filtered',
  authentication_error: 'key_invalid',
  permission_error: 'model_forbidden',
  overloaded_error: 'overloaded',
  server_error: 'upstream_failed',
};

const statuses: Partial<Record<number, ErrorCode>> = {
  401: 'key_invalid',
  402: 'billing',
  403: 'model_forbidden',
  404: 'model_not_found',
  408: 'upstream_timeout',
  413: 'too_large',
  429: 'rate_limited',
  503: 'overloaded',
  504: 'upstream_timeout',
  524: 'upstream_timeout',
  529: 'overloaded',
};

/** The one place that decides what a server's refusal means to us. */
export function codeOfFacts(origin: Origin, httpStatus: number, facts: ErrorFacts): ErrorCode {
  const status = facts.status ?? httpStatus;
  if (status === 401 && !origin.apiKey) return 'key_missing';
  return codeOfName(origin, facts) ?? codeOfStatus(origin, status, facts);
}

function codeOfName(origin: Origin, facts: ErrorFacts): ErrorCode | null {
  const wording = wordings.find(([words]) => words.test(`${facts.code ?? ''} ${facts.message ?? ''}`));
  if (wording) return wording[1];
  const known = { ...sharedCodes, ...quirksOf(origin.kind).errorCodes };
  const codes = namesOf(facts).map((name) => known[name]);
  return (
    codes.find((code) => code !== undefined && !(code === 'upstream_failed' && isOurFault(facts))) ?? null
  );
}

/** `<400> InternalError…` sounds like the server's fault and is not. */
function isOurFault({ status }: ErrorFacts): boolean {
  return status !== null && status < 500;
}

/** `InternalError.Algo.` is only a prefix: what follows it says whose fault it was. */
function namesOf(facts: ErrorFacts): string[] {
  const inMessage = /^\s*<\d{3}>\s*([A-Za-z]+(?:\.[A-Za-z]+)+)/.exec(facts.message ?? '')?.[1];
  const names = [inMessage, facts.code, facts.type].flatMap((name) => (name ? [name.toLowerCase()] : []));
  return names
    .filter((name) => !/^[45]\d\d$/.test(name))
    .map((name) => name.replace(/^internalerror\.algo\.(?=.)/, ''));
}

function codeOfStatus(origin: Origin, status: number, facts: ErrorFacts): ErrorCode {
  const vendors = quirksOf(origin.kind).errorCodes?.[String(status)];
  if (vendors) return vendors;
  if (status >= 300 && status < 400) return 'upstream_unreadable';
  if ((status === 404 || status === 405) && !speaksOfModel(facts)) return 'upstream_unreadable';
  const known = statuses[status];
  if (known) return known;
  return status >= 400 && status < 500 ? 'parameter_refused' : 'upstream_failed';
}

/** A 404 that names no model is more likely a wrong address than a wrong model. */
function speaksOfModel(facts: ErrorFacts): boolean {
  return facts.code !== null || facts.type !== null || /model|模型/i.test(facts.message ?? '');
}
