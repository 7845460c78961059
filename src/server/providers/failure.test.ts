import { describe, expect, test } from 'vitest';
import { failures } from '../../demo-model/failures.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { failureOfReply } from './failure.ts';
import { failureOfNetwork } from './network-failure.ts';
import type { ProviderKind } from './provider.ts';

const from = (kind: ProviderKind, apiKey: string | null = 'sk-test-key-0123') => ({ kind, apiKey });
const bodyOf = (error: object): string => JSON.stringify({ error });

describe('every refusal of DashScope means one thing', () => {
  const meanings: Record<keyof typeof failures, ErrorCode> = {
    invalid_api_key: 'key_invalid',
    invalid_access_token: 'key_wrong_plan',
    arrearage: 'overdue',
    data_inspection_failed: 'content_filtered',
    output_inspection_failed: 'content_filtered',
    media_inspection_failed: 'media_unreadable',
    invalid_parameter: 'parameter_refused',
    context_length: 'context_too_long',
    repeated_tool_call: 'parameter_refused',
    too_large: 'too_large',
    access_denied: 'model_forbidden',
    model_access_denied: 'model_forbidden',
    unpurchased: 'model_forbidden',
    workspace_access_denied: 'model_forbidden',
    free_tier_only: 'free_quota_used',
    model_not_found: 'model_not_found',
    model_not_supported: 'model_not_found',
    limit_requests: 'rate_limited',
    limit_burst_rate: 'burst_limited',
    insufficient_quota: 'tokens_limited',
    commodity_not_purchased: 'billing',
    prepaid_bill_overdue: 'overdue',
    postpaid_bill_overdue: 'overdue',
    free_quota_exceeded: 'free_quota_used',
    internal_error: 'upstream_failed',
    algorithm_error: 'upstream_failed',
    system_error: 'upstream_failed',
    request_timeout: 'upstream_timeout',
    response_timeout: 'upstream_timeout',
    model_serving_error: 'overloaded',
    model_unavailable: 'overloaded',
  };

  test.each(Object.entries(meanings))('%s is %s', (name, code) => {
    const [status, providerCode, message] = failures[name as keyof typeof failures];
    const compatible = bodyOf({ message, type: providerCode, param: null, code: providerCode });
    expect(failureOfReply(from('dashscope'), status, compatible)).toMatchObject({
      code,
      providerCode,
      httpStatus: status,
    });
    const native = JSON.stringify({ code: providerCode, message, request_id: 'r' });
    expect(failureOfReply(from('dashscope'), status, native)).toMatchObject({ code, requestId: 'r' });
  });

  test.each<[code: string, meaning: ErrorCode]>([
    ['InvalidApiKey', 'key_invalid'],
    ['DataInspectionFailed', 'content_filtered'],
    ['InternalError.Algo.DataInspectionFailed', 'content_filtered'],
    ['InternalError.Algo.InvalidParameter', 'parameter_refused'],
    ['Throttling', 'rate_limited'],
    ['Throttling.RateQuota', 'rate_limited'],
    ['Throttling.BurstRate', 'burst_limited'],
    ['Throttling.AllocationQuota', 'tokens_limited'],
    ['ModelNotFound', 'model_not_found'],
    ['InternalError', 'upstream_failed'],
  ])('%s, in the native protocol, is %s', (code, meaning) => {
    expect(failureOfReply(from('dashscope'), 500, JSON.stringify({ code, message: 'm' })).code).toBe(meaning);
  });

  test('a limit of tokens is never shown with the words about billing that DashScope has for it', () => {
    const [status, code, message] = failures.insufficient_quota;
    expect(failureOfReply(from('dashscope'), status, bodyOf({ code, message }))).toEqual({
      code: 'tokens_limited',
      retryable: true,
      providerCode: 'insufficient_quota',
      httpStatus: 429,
    });
  });

  test('a context that is too long tells the limit', () => {
    const [status, code, message] = failures.context_length;
    expect(failureOfReply(from('dashscope'), status, bodyOf({ code, message })).detail).toContain(
      '[1, 129024]',
    );
  });
});

describe('the same word means another thing to another vendor', () => {
  test.each<[kind: ProviderKind, status: number, error: object, code: ErrorCode, retryable: boolean]>([
    [
      'openai',
      429,
      { code: 'insufficient_quota', message: 'You exceeded your current quota' },
      'billing',
      false,
    ],
    [
      'openai',
      429,
      { code: 'rate_limit_exceeded', message: 'Rate limit reached on tokens per min (TPM): Limit 3' },
      'tokens_limited',
      true,
    ],
    [
      'openai',
      429,
      { code: 'rate_limit_exceeded', message: 'Rate limit reached on requests per min (RPM)' },
      'rate_limited',
      true,
    ],
    ['openai', 400, { code: 'context_length_exceeded', message: 'Too long' }, 'context_too_long', false],
    [
      'openai',
      400,
      { code: 'unsupported_parameter', message: 'Unsupported parameter' },
      'parameter_refused',
      false,
    ],
    [
      'deepseek',
      402,
      { message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' },
      'billing',
      false,
    ],
    [
      'deepseek',
      400,
      { message: 'Content Exists Risk', code: 'invalid_request_error' },
      'content_filtered',
      false,
    ],
    [
      'deepseek',
      422,
      { message: 'missing field', code: 'invalid_request_error' },
      'parameter_refused',
      false,
    ],
    ['deepseek', 503, { message: 'Service is too busy' }, 'overloaded', true],
    [
      'moonshot',
      429,
      { type: 'exceeded_current_quota_error', message: 'Your account is suspended' },
      'billing',
      false,
    ],
    [
      'moonshot',
      429,
      { type: 'engine_overloaded_error', message: 'The engine is currently overloaded' },
      'overloaded',
      true,
    ],
    ['moonshot', 400, { type: 'content_filter', message: 'high risk' }, 'content_filtered', false],
    [
      'moonshot',
      400,
      { type: 'invalid_request_error', message: 'Invalid request: Input token length too long' },
      'context_too_long',
      false,
    ],
    [
      'moonshot',
      429,
      {
        type: 'rate_limit_reached_error',
        message: 'Your account reached max request rate limit: organization TPM: 32000',
      },
      'tokens_limited',
      true,
    ],
    ['zhipu', 429, { code: '1113', message: '您的账户已欠费' }, 'billing', false],
    ['zhipu', 401, { code: '1002', message: 'Authorization Token非法' }, 'key_invalid', false],
    ['zhipu', 400, { code: '1211', message: '模型不存在，请检查模型代码。' }, 'model_not_found', false],
    ['zhipu', 400, { code: '1214', message: 'messages 参数非法' }, 'parameter_refused', false],
    ['zhipu', 400, { code: '1261', message: 'Prompt 超长' }, 'context_too_long', false],
    [
      'zhipu',
      400,
      { code: '1301', message: '系统检测到输入或生成内容可能包含不安全或敏感内容' },
      'content_filtered',
      false,
    ],
    ['zhipu', 429, { code: '1302', message: '并发数过高' }, 'rate_limited', true],
    ['zhipu', 429, { code: '1305', message: '当前访问量过大' }, 'overloaded', true],
    ['openrouter', 402, { code: 402, message: 'Insufficient credits' }, 'billing', false],
    [
      'openrouter',
      403,
      { code: 403, message: 'Input was refused', metadata: { reasons: ['x'] } },
      'content_filtered',
      false,
    ],
    [
      'openrouter',
      429,
      { code: 429, message: 'Provider returned error', metadata: { raw: 'slow down' } },
      'rate_limited',
      true,
    ],
    [
      'openrouter',
      429,
      { code: 429, message: 'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock more' },
      'free_quota_used',
      false,
    ],
    ['openrouter', 502, { code: 502, message: 'Provider down' }, 'upstream_failed', true],
    ['openrouter', 408, { code: 408, message: 'Timed out' }, 'upstream_timeout', true],
    [
      'vllm',
      400,
      { message: "This model's maximum context length is 32768 tokens.", type: 'BadRequestError', code: 400 },
      'context_too_long',
      false,
    ],
    [
      'vllm',
      404,
      { message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 },
      'model_not_found',
      false,
    ],
    ['llamacpp', 503, { message: 'Loading model', type: 'unavailable_error', code: 503 }, 'overloaded', true],
    [
      'llamacpp',
      400,
      {
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
        code: 400,
      },
      'context_too_long',
      false,
    ],
    [
      'ollama',
      404,
      { message: 'model "x" not found, try pulling it first', type: 'api_error', code: null },
      'model_not_found',
      false,
    ],
    [
      'ollama',
      500,
      { message: 'llama runner process has terminated', type: 'api_error' },
      'upstream_failed',
      true,
    ],
    ['compatible', 429, { code: 'insufficient_quota', message: 'No money' }, 'billing', false],
    ['compatible', 418, { message: 'I am a teapot' }, 'parameter_refused', false],
  ])('%s %i %j', (kind, status, error, code, retryable) => {
    expect(failureOfReply(from(kind), status, bodyOf(error))).toMatchObject({
      code,
      retryable,
      httpStatus: status,
    });
  });

  test('SGLang says it flat, LM Studio in a bare string, FastAPI in a list', () => {
    const flat =
      '{"object":"error","message":"The input (9 tokens) is longer than the model\'s context length (8 tokens).","type":"BadRequestError","code":400}';
    expect(failureOfReply(from('sglang'), 400, flat)).toMatchObject({
      code: 'context_too_long',
      providerCode: '400',
    });
    expect(failureOfReply(from('lmstudio'), 400, '{"error":"No models loaded"}').code).toBe(
      'model_not_found',
    );
    expect(failureOfReply(from('vllm'), 422, '{"detail":[{"msg":"field required"}]}')).toMatchObject({
      code: 'parameter_refused',
      detail: 'field required',
    });
  });
});

describe('an address that is wrong', () => {
  test.each([
    [404, '{"detail":"Not Found"}'],
    [404, '<html><title>404 Not Found</title></html>'],
    [405, ''],
    [301, ''],
  ])('is not taken for a model that is missing: %i %s', (status, body) => {
    expect(failureOfReply(from('compatible'), status, body)).toMatchObject({
      code: 'upstream_unreadable',
      retryable: false,
    });
  });
});

test('a refusal without a key is a key that is missing', () => {
  const body = bodyOf({ message: 'No key', code: 'invalid_api_key' });
  expect(failureOfReply(from('openai', null), 401, body).code).toBe('key_missing');
  expect(failureOfReply(from('openai'), 401, body).code).toBe('key_invalid');
});

describe('what is shown of a server’s words', () => {
  const detailOf = (message: string, key?: string): string | undefined =>
    failureOfReply(from('compatible', key), 400, bodyOf({ message })).detail;

  test.each([
    ['Incorrect API key provided: sk-abc123def456ghi', 'sk-abc123'],
    ['Authorization: Bearer abc.def.ghi refused', 'abc.def'],
    ['key 0123456789abcdef0123456789abcdef.XyZsecret is bad', 'XyZsecret'],
    ['http://user:pa55word@host/ failed', 'pa55word'],
  ])('has no key in it: %s', (message, secret) => {
    expect(detailOf(message)).not.toContain(secret);
  });

  test('has no key in it, whatever the key looks like', () => {
    expect(detailOf('token plain-key is wrong', 'plain-key')).toBe('token … is wrong');
  });

  test('is one short line without control characters', () => {
    expect(detailOf('a\u0000b\r\n\u001b[31mc\u2028d\u202ee')).toBe('a b [31mc d e');
    expect(detailOf('long '.repeat(1000))?.length).toBe(500);
  });
});

describe('a broken connection', () => {
  const withCode = (code: string): Error => Object.assign(new Error(code), { code });

  test.each<[code: string, meaning: ErrorCode]>([
    ['ECONNREFUSED', 'upstream_unreachable'],
    ['ENOTFOUND', 'upstream_unreachable'],
    ['EAI_AGAIN', 'upstream_unreachable'],
    ['ENETUNREACH', 'upstream_unreachable'],
    ['ETIMEDOUT', 'upstream_unreachable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'upstream_unreachable'],
    ['ECONNRESET', 'upstream_cut'],
    ['EPIPE', 'upstream_cut'],
    ['HPE_INVALID_CONSTANT', 'upstream_unreadable'],
    ['HPE_HEADER_OVERFLOW', 'upstream_unreadable'],
  ])('%s is %s', (code, meaning) => {
    expect(failureOfNetwork(withCode(code))).toMatchObject({ code: meaning, providerCode: code });
  });

  test('to several addresses is told by the first', () => {
    const cause = new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')]);
    expect(failureOfNetwork(cause)).toMatchObject({ providerCode: 'ECONNREFUSED' });
  });
});
