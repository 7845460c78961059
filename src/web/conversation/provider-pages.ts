import type { ErrorCode } from '../../protocol/errors.ts';
import type { ModelsReply, ProviderInfo } from '../../protocol/models.ts';

/** Where a person mends at a provider what it complains about. */
interface ProviderPages {
  /** Keys, models that a key may use, free quotas. */
  console: string;
  billing: string;
}

const alibabaChina: ProviderPages = {
  console: 'https://bailian.console.aliyun.com/',
  billing: 'https://billing-cost.console.aliyun.com/home',
};

const alibabaElsewhere: ProviderPages = {
  console: 'https://modelstudio.console.alibabacloud.com/',
  billing: 'https://billing-cost.console.alibabacloud.com/home',
};

/** By host; the first that fits. An account of one Alibaba Cloud site does not exist on the other. */
const pagesByHost: readonly [host: RegExp, pages: ProviderPages][] = [
  [/^(coding\.)?dashscope(-finance)?\.aliyuncs\.com$/, alibabaChina],
  [/\.cn-beijing\.maas\.aliyuncs\.com$/, alibabaChina],
  [/\.aliyuncs\.com$/, alibabaElsewhere],
  [
    /(^|\.)deepseek\.com$/,
    { console: 'https://platform.deepseek.com/api_keys', billing: 'https://platform.deepseek.com/top_up' },
  ],
  [
    /(^|\.)moonshot\.cn$/,
    { console: 'https://platform.moonshot.cn/console', billing: 'https://platform.moonshot.cn/console/pay' },
  ],
  [
    /(^|\.)moonshot\.ai$/,
    { console: 'https://platform.moonshot.ai/console', billing: 'https://platform.moonshot.ai/console/pay' },
  ],
  [
    /(^|\.)bigmodel\.cn$/,
    {
      console: 'https://open.bigmodel.cn/usercenter/apikeys',
      billing: 'https://open.bigmodel.cn/finance/pay',
    },
  ],
  [
    /(^|\.)openrouter\.ai$/,
    { console: 'https://openrouter.ai/keys', billing: 'https://openrouter.ai/credits' },
  ],
  [
    /(^|\.)openai\.com$/,
    {
      console: 'https://platform.openai.com/api-keys',
      billing: 'https://platform.openai.com/settings/organization/billing/overview',
    },
  ],
];

const mendedAt: Partial<Record<ErrorCode, keyof ProviderPages>> = {
  key_invalid: 'console',
  key_wrong_plan: 'console',
  key_missing: 'console',
  model_forbidden: 'console',
  free_quota_used: 'console',
  overdue: 'billing',
  billing: 'billing',
};

/** The provider that writes with a model, given as `provider/model`. */
export function providerOf(model: string | null, models: ModelsReply | null): ProviderInfo | undefined {
  const id = model?.split('/', 1)[0];
  return models?.providers.find((provider) => provider.id === id);
}

/** Where a failure is mended, for those that are mended at the provider and whose page is known. */
export function pageToMend(
  code: ErrorCode,
  provider: Pick<ProviderInfo, 'baseUrl'> | undefined,
): { kind: keyof ProviderPages; url: string } | undefined {
  const kind = mendedAt[code];
  const host = provider && URL.canParse(provider.baseUrl) ? new URL(provider.baseUrl).hostname : '';
  const pages = pagesByHost.find(([pattern]) => pattern.test(host))?.[1];
  return kind && pages ? { kind, url: pages[kind] } : undefined;
}
