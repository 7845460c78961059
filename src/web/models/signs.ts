import type { TokenPrice } from '../../protocol/model-facts.ts';
import type { ModelInfo } from '../../protocol/models.ts';
import { t } from '../i18n/i18n.svelte.ts';

/** What a model can do and costs, in a few words each, as far as it is known. */
export function signsOf({ thinking, inputs, search, context, price }: ModelInfo): string[] {
  const signs = [
    thinking === 'hybrid' || thinking === 'only' ? t(`models_thinking_${thinking}`) : null,
    inputs?.includes('image') ? t('models_image') : null,
    inputs?.includes('video') ? t('models_video') : null,
    inputs?.includes('audio') ? t('models_audio') : null,
    search ? t('models_search_web') : null,
    context === null ? null : t('models_context', { size: shortCount(context) }),
    price === null ? null : priceSign(price),
  ];
  return signs.filter((sign) => sign !== null);
}

/** As vendors write it: 131,072 tokens are 128K, a million is 1M. */
export function shortCount(tokens: number): string {
  const [thousand, million] = tokens % 1024 === 0 ? [1024, 1024 ** 2] : [1000, 1e6];
  const inMillions = Math.round((tokens / million) * 10) / 10;
  return inMillions >= 1 ? `${inMillions}M` : `${Math.round(tokens / thousand)}K`;
}

const currencySigns = { CNY: '¥', USD: '$' };

/** Of a million tokens. */
function priceSign({ currency, input, output }: TokenPrice): string {
  if (input === 0 && output === 0) return t('models_free');
  const sign = currencySigns[currency];
  return t('models_price', { input: `${sign}${input}`, output: `${sign}${output}` });
}
