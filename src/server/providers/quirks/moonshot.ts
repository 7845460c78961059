import type { Quirks } from './quirks.ts';

/** From K2.5 on thinking can be switched, and sampling values are fixed. */
function isNewer(model: string): boolean {
  return /\bk(2\.[5-9]|[3-9])/i.test(model);
}

export const moonshot: Quirks = {
  thinking: (model, thinking) =>
    thinking === 'default' || !/\bk2\.[56]/i.test(model)
      ? {}
      : { thinking: { type: thinking === 'on' ? 'enabled' : 'disabled' } },
  // A model that always thinks fails for want of the reasoning that came before.
  prefix: { fits: (model) => !/thinking|\bk[3-9]/i.test(model), message: { partial: true } },
  takes: (model) =>
    isNewer(model)
      ? { temperature: null, topP: null, seed: false }
      : { temperature: { min: 0, max: 1 }, seed: false },
  errorCodes: {
    exceeded_current_quota_error: 'billing',
    engine_overloaded_error: 'overloaded',
    rate_limit_reached_error: 'rate_limited',
    invalid_authentication_error: 'key_invalid',
    incorrect_api_key_error: 'key_invalid',
    permission_denied_error: 'model_forbidden',
    resource_not_found_error: 'model_not_found',
  },
};
