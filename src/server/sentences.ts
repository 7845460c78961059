import type { ErrorCode } from '../protocol/errors.ts';

export type Language = 'en' | 'zh';

type Sentences = Record<ErrorCode | 'interrupted' | 'message_missing', string>;

/**
 * What a caller without our page reads: the `title` of a problem, and the tutorial's `event: error`.
 * The page and the command line have their own catalogues, which can say where to click.
 */
const en: Sentences = {
  invalid_request: 'The request is not what this address expects.',
  invalid_json: 'The request is not valid JSON.',
  too_large: 'The request is too large.',
  unsupported_media_type: 'The request must be JSON (Content-Type: application/json).',
  not_found: 'There is nothing at this address.',
  method_not_allowed: 'This address does not take this method.',
  conversation_not_found: 'This conversation does not exist, or was deleted.',
  message_not_found: 'This message does not exist.',
  answer_not_found: 'This answer does not exist.',
  provider_not_found: 'This model server is not configured.',
  id_reused: 'This id was already used for something else.',
  parent_not_found: 'The message that this one follows does not exist in this conversation.',
  already_started: 'The answer to this question has begun already.',
  answer_unfinished: 'This answer is still being written.',
  cannot_continue: 'There is nothing here that could be continued.',
  offset_gone: 'What happened at this offset is no longer kept; take the state again.',
  forbidden_host: 'The server only answers to its own local name, such as http://localhost:3000.',
  forbidden_origin: 'Another site may not do this.',
  internal: 'Something went wrong in the server.',
  disk_full: 'The disk of the server is full. Free some space, then try again.',
  storage_failing:
    'The database of the server cannot be read or written at the moment. On the server, inkstone doctor says why.',
  shutting_down: 'The server is stopping.',
  address_refused: 'Only public addresses that begin with https:// may be asked.',
  host_unreachable: 'The other host cannot be reached, or does not have what was asked for.',
  host_elsewhere: 'The other host sends on to one that was not allowed.',
  image_too_large: 'The image is too large.',
  image_unreadable: 'What the other host sent is no PNG, JPEG, GIF or WebP image.',
  budget_reached:
    'The budget is reached, so the model was not asked. It can be raised on the page of usage (/usage).',
  no_model: 'No model is configured. Add a key or a model server in the settings.',
  key_missing: 'The model server needs a key. Add it in the settings.',
  key_invalid: 'The model server does not accept the key. Check the key and its region.',
  key_wrong_plan: 'The key belongs to another plan than this address.',
  model_not_found: 'The model server does not know this model.',
  model_forbidden: 'The key may not use this model.',
  overdue: 'The account at the model server has an unpaid bill.',
  billing: 'The model server refuses for a reason of billing: not bought, or no credit left.',
  free_quota_used: 'The free quota of this model is used up.',
  content_filtered: 'The model server refused the content.',
  media_unreadable: 'The model server could not read an image or a file.',
  context_too_long: 'The conversation is too long for this model.',
  parameter_refused: 'The model server refused a parameter.',
  rate_limited: 'The requests a minute that the model server allows are used up. Try again in a minute.',
  burst_limited:
    'The number of requests rose faster than the model server allows. Try again in a few seconds.',
  queue_full: 'Too many of your answers wait for their turn. Send again when one has ended.',
  tokens_limited: 'The tokens a minute that the model server allows are used up. Try again in a minute.',
  overloaded: 'Too much is going on at the moment. Try again shortly.',
  upstream_failed: 'The model server had an error.',
  upstream_unreachable: 'The model server cannot be reached.',
  upstream_timeout: 'The model server took too long to answer.',
  upstream_stalled: 'The model server stopped sending in the middle of the answer.',
  upstream_cut: 'The connection to the model server broke in the middle of the answer.',
  upstream_unreadable: 'The reply of the model server could not be understood.',
  answer_empty: 'The model sent an empty answer.',
  answer_too_long: 'The answer grew over the limit.',
  answer_too_slow: 'The answer took longer than the limit.',
  interrupted: 'The answer was interrupted because the server stopped.',
  message_missing: 'There is no message. Ask as /chat?message=…',
};

const zh: Sentences = {
  invalid_request: '请求的内容不符合此地址的要求。',
  invalid_json: '请求不是有效的 JSON。',
  too_large: '请求太大。',
  unsupported_media_type: '请求必须是 JSON（Content-Type: application/json）。',
  not_found: '这个地址下没有内容。',
  method_not_allowed: '这个地址不接受此方法。',
  conversation_not_found: '对话不存在，或已被删除。',
  message_not_found: '消息不存在。',
  answer_not_found: '回答不存在。',
  provider_not_found: '没有配置这个模型服务。',
  id_reused: '这个 id 已用于其他内容。',
  parent_not_found: '这个对话里没有所要接续的那条消息。',
  already_started: '这个问题的回答已经开始了。',
  answer_unfinished: '这个回答还没有写完。',
  cannot_continue: '这里没有可以接着写的内容。',
  offset_gone: '这个位置的记录已不再保留，请重新读取当前状态。',
  forbidden_host: '服务器只接受本机地址，例如 http://localhost:3000。',
  forbidden_origin: '不允许其他网站这样做。',
  internal: '服务器内部出错。',
  disk_full: '服务器的磁盘已满，请腾出空间后再试。',
  storage_failing: '服务器目前无法读写数据库。请在服务器上运行 inkstone doctor 查明原因。',
  shutting_down: '服务器正在停止。',
  address_refused: '只能请求以 https:// 开头的公网地址。',
  host_unreachable: '无法连接对方主机，或那里没有所请求的内容。',
  host_elsewhere: '对方主机要转到另一个未获允许的主机。',
  image_too_large: '图片太大。',
  image_unreadable: '对方主机发来的不是 PNG、JPEG、GIF 或 WebP 图片。',
  budget_reached: '已达到预算，因此没有调用模型。可在用量页面（/usage）提高预算。',
  no_model: '还没有配置模型。请在设置里添加密钥或模型服务。',
  key_missing: '模型服务需要密钥，请在设置里添加。',
  key_invalid: '模型服务不接受这个密钥，请检查密钥及其所属地域。',
  key_wrong_plan: '这个密钥属于另一种套餐，不能用于此地址。',
  model_not_found: '模型服务没有这个模型。',
  model_forbidden: '这个密钥无权使用该模型。',
  overdue: '模型服务的账户已欠费。',
  billing: '模型服务因计费原因拒绝了请求：服务未开通或余额不足。',
  free_quota_used: '该模型的免费额度已用完。',
  content_filtered: '模型服务拒绝了这些内容。',
  media_unreadable: '模型服务无法读取图片或文件。',
  context_too_long: '对话太长，超出了模型的上下文。',
  parameter_refused: '模型服务拒绝了某个参数。',
  rate_limited: '模型服务允许的每分钟请求数已用完，请过一分钟再试。',
  burst_limited: '请求数增长过快，超出了模型服务允许的速度，请过几秒再试。',
  queue_full: '排队等待的回答太多了，请等其中一个结束后再发。',
  tokens_limited: '模型服务允许的每分钟 token 数已用完，请过一分钟再试。',
  overloaded: '当前请求过多，请稍后再试。',
  upstream_failed: '模型服务出错。',
  upstream_unreachable: '无法连接模型服务。',
  upstream_timeout: '模型服务响应超时。',
  upstream_stalled: '回答进行到一半，模型服务停止了发送。',
  upstream_cut: '回答进行到一半，与模型服务的连接断开了。',
  upstream_unreadable: '无法理解模型服务的回复。',
  answer_empty: '模型返回了空的回答。',
  answer_too_long: '回答的长度超出了限制。',
  answer_too_slow: '回答用时超出了限制。',
  interrupted: '服务器停止，回答被中断。',
  message_missing: '没有消息。请这样提问：/chat?message=…',
};

const catalogues: Record<Language, Sentences> = { en, zh };

export function sentence(key: keyof Sentences, language: Language): string {
  return catalogues[language][key];
}

/** The first language of `Accept-Language` that we speak, by the caller's weights; English for everyone else. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',', 20)
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  const known = wanted.map(({ tag }) => /^(en|zh)(-|$)/.exec(tag)?.[1]).find(Boolean);
  return known === 'zh' ? 'zh' : 'en';
}
