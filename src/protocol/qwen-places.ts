import type { QwenPlaceId } from './models.ts';

/** One of Alibaba's own addresses for Qwen. A key works at one of them only: that of its region and its plan. */
export interface QwenPlace {
  id: QwenPlaceId;
  /** For the keys of a plan (`sk-sp-…`) and no others. */
  plan: boolean;
  baseUrl: string;
}

/**
 * The addresses that need no more than a key (https://www.alibabacloud.com/help/en/model-studio/base-url, 2026-10). Frankfurt
 * and Tokyo have none: there, each workspace has its own.
 */
export const qwenPlaces: readonly QwenPlace[] = [
  { id: 'beijing', plan: false, baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1' },
  { id: 'singapore', plan: false, baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1' },
  { id: 'us', plan: false, baseUrl: 'https://dashscope-us.aliyuncs.com/compatible-mode/v1' },
  { id: 'hongkong', plan: false, baseUrl: 'https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1' },
  { id: 'coding_china', plan: true, baseUrl: 'https://coding.dashscope.aliyuncs.com/v1' },
  { id: 'coding_international', plan: true, baseUrl: 'https://coding-intl.dashscope.aliyuncs.com/v1' },
  {
    id: 'token_china',
    plan: true,
    baseUrl: 'https://token-plan.cn-beijing.maas.aliyuncs.com/compatible-mode/v1',
  },
  {
    id: 'token_international',
    plan: true,
    baseUrl: 'https://token-plan.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1',
  },
];

/** A key of Alibaba's coding or token plans: for interactive tools only, and refused at the ordinary addresses. */
export const isPlanKey = (key: string): boolean => key.startsWith('sk-sp-');
