const port = '应为 1 到 65535 之间的端口号；0 表示任选空闲端口。';
const host =
  '只能是 127.0.0.1、::1 或 localhost：目前还没有账户功能，不能对外开放。要从别处访问，请使用 SSH 隧道。';
const key = 'API Key 中不应有空格、引号或特殊字符，请重新复制。';
const baseUrl =
  '应为接口地址，例如 https://dashscope.aliyuncs.com/compatible-mode/v1，末尾不要带 /chat/completions。';
const notYet = '目前还不支持，请不要设置；所有内容都保存在数据目录中。';

const hints: Record<string, string> = {
  PORT: port,
  '--port': port,
  HOST: host,
  '--host': host,
  LOG_LEVEL: '应为 silent、fatal、error、warn、info、debug、trace 之一。',
  DASHSCOPE_API_KEY: key,
  OPENAI_API_KEY: key,
  DASHSCOPE_BASE_URL: baseUrl,
  OPENAI_BASE_URL: baseUrl,
  INKSTONE_MODEL: '应为不含空格的模型名称，例如 qwen-max-latest。',
  INKSTONE_ALLOWED_ORIGINS:
    '应为网站来源（协议、主机和端口），例如 http://localhost:5173，多个之间用逗号分隔。',
  INKSTONE_ALLOW_NETWORK_DATA_DIR: '允许时填 1，否则请不要设置。',
  DATABASE_URL: notYet,
  REDIS_URL: notYet,
};

/** What would be right for a setting; what was found wrong is told by the configuration, in English. */
export function settingHint(name: string, problem: string): string {
  const line = name === '.env' ? /^line (\d+)/.exec(problem)?.[1] : undefined;
  return line ? `第 ${line} 行无法识别，应写成“名称=值”。` : (hints[name] ?? problem);
}
