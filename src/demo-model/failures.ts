import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export type Failure = { status: number; code: string; type: string; message: string };

/** Thrown where a request turns out to be one that is not answered. */
export class Refused extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export const bodyStyles = ['json', 'sse', 'html', 'native', 'flat'] as const;

/** How a failure is written: DashScope's JSON, the same framed as an event, a proxy's page, its native protocol, vLLM's old flat object. */
export type BodyStyle = (typeof bodyStyles)[number];

/** Every refusal and breakdown in DashScope's documents, by a name that scripts can use. */
export const failures = {
  invalid_api_key: [401, 'invalid_api_key', 'Incorrect API key provided. '],
  invalid_access_token: [401, 'invalid_api_key', 'invalid access token or token expired'],
  arrearage: [400, 'Arrearage', 'Access denied, please make sure your account is in good standing.'],
  data_inspection_failed: [
    400,
    'data_inspection_failed',
    'Input text data may contain inappropriate content.',
  ],
  output_inspection_failed: [
    400,
    'data_inspection_failed',
    '<400> InternalError.Algo.DataInspectionFailed: Output data may contain inappropriate content.',
  ],
  media_inspection_failed: [
    400,
    'InvalidParameter.DataInspection',
    'Unable to download the media resource during the data inspection process.',
  ],
  invalid_parameter: [
    400,
    'invalid_parameter_error',
    'The value of the enable_thinking parameter is restricted to True.',
  ],
  context_length: [
    400,
    'invalid_parameter_error',
    '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]',
  ],
  repeated_tool_call: [400, 'InternalError.Algo.InvalidParameter', 'Repetitive tool calls detected.'],
  too_large: [413, 'BadRequest.TooLarge', 'Payload Too Large'],
  access_denied: [403, 'access_denied', 'Access denied.'],
  model_access_denied: [403, 'Model.AccessDenied', 'Model access denied.'],
  unpurchased: [
    403,
    'AccessDenied.Unpurchased',
    'Access to model denied. Please make sure you are eligible for using the model.',
  ],
  workspace_access_denied: [403, 'Workspace.AccessDenied', 'Workspace access denied.'],
  free_tier_only: [
    403,
    'AllocationQuota.FreeTierOnly',
    'The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, please disable the "use free tier only" mode in the management console.',
  ],
  model_not_found: [404, 'model_not_found', 'The model does not exist or you do not have access to it.'],
  model_not_supported: [404, 'model_not_supported', 'Unsupported model for OpenAI compatibility mode.'],
  limit_requests: [429, 'limit_requests', 'You exceeded your current requests list.'],
  limit_burst_rate: [
    429,
    'limit_burst_rate',
    'Request rate increased too quickly. To ensure system stability, please adjust your client logic to scale requests more smoothly over time.',
  ],
  insufficient_quota: [
    429,
    'insufficient_quota',
    'You exceeded your current quota, please check your plan and billing details.',
  ],
  commodity_not_purchased: [429, 'CommodityNotPurchased', 'Commodity has not purchased yet.'],
  prepaid_bill_overdue: [429, 'PrepaidBillOverdue', 'The prepaid bill is overdue.'],
  postpaid_bill_overdue: [429, 'PostpaidBillOverdue', 'The postpaid bill is overdue.'],
  free_quota_exceeded: [429, 'insufficient_quota', 'Free allocated quota exceeded.'],
  internal_error: [
    500,
    'internal_error',
    'An internal error has occured, please try again later or contact service support.',
  ],
  algorithm_error: [
    500,
    'InternalError.Algo',
    '<500> InternalError.Algo: An error occurred in model serving.',
  ],
  system_error: [500, 'SystemError', 'An system error has occured, please try again later.'],
  request_timeout: [500, 'RequestTimeOut', 'Request timed out, please try again later.'],
  response_timeout: [408, 'ResponseTimeout', 'Response timeout!'],
  model_serving_error: [
    503,
    'ModelServingError',
    'Too many requests. Your requests are being throttled due to system capacity limits.',
  ],
  model_unavailable: [503, 'ModelUnavailable', 'Model is unavailable, please try again later.'],
} satisfies Record<string, [number, string, string]>;

export type FailureName = keyof typeof failures;

const REQUEST_ERRORS = ['invalid_parameter_error', 'invalid_api_key', 'model_not_found'];

const nativeCodes: Record<string, string> = {
  invalid_api_key: 'InvalidApiKey',
  data_inspection_failed: 'DataInspectionFailed',
  invalid_parameter_error: 'InvalidParameter',
  model_not_found: 'ModelNotFound',
  access_denied: 'AccessDenied',
  limit_requests: 'Throttling.RateQuota',
  limit_burst_rate: 'Throttling.BurstRate',
  insufficient_quota: 'Throttling.AllocationQuota',
  internal_error: 'InternalError',
};

export function failureNamed(name: FailureName): Failure {
  const [status, code, message] = failures[name];
  return { status, code, message, type: REQUEST_ERRORS.includes(code) ? 'invalid_request_error' : code };
}

export function badRequest(message: string): Failure {
  return { status: 400, code: 'invalid_parameter_error', type: 'invalid_request_error', message };
}

export function errorObject({ message, type, code }: Failure): object {
  return { message, type, param: null, code };
}

const plainPage = (status: number): string =>
  [
    '<html>',
    `<head><title>${status} Bad Gateway</title></head>`,
    `<body><center><h1>${status} Bad Gateway</h1></center></body>`,
    '</html>',
    '',
  ].join('\r\n');

const writers: Record<BodyStyle, { type: string; body: (failure: Failure, id: string) => string }> = {
  json: {
    type: 'application/json',
    body: (failure, id) =>
      JSON.stringify({ error: errorObject(failure), id: `chatcmpl-${id}`, request_id: id }),
  },
  sse: {
    type: 'text/event-stream;charset=UTF-8',
    body: (failure, id) =>
      `data: ${JSON.stringify({ error: errorObject(failure), id: `chatcmpl-${id}` })}\n\n`,
  },
  html: { type: 'text/html', body: ({ status }) => plainPage(status) },
  native: {
    type: 'application/json',
    body: ({ code, message }, id) =>
      JSON.stringify({ code: nativeCodes[code] ?? code, message, request_id: id }),
  },
  flat: {
    type: 'application/json',
    body: ({ status, type, message }) =>
      JSON.stringify({ object: 'error', message, type, param: null, code: status }),
  },
};

/** An error in the middle of a stream of the native protocol. */
export function nativeEvent(failure: Failure, id: string): string {
  return `event:error\n:HTTP_STATUS/${failure.status}\ndata:${writers.native.body(failure, id)}\n\n`;
}

export function sendFailure(
  response: ServerResponse,
  failure: Failure,
  { style = 'json', retryAfterSeconds }: { style?: BodyStyle; retryAfterSeconds?: number | undefined } = {},
): void {
  const id = randomUUID();
  const { type, body } = writers[style];
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', String(retryAfterSeconds));
  response.writeHead(failure.status, { 'content-type': type, 'x-request-id': id });
  response.end(body(failure, id));
}
