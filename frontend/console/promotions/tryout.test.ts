import { describe, expect, it } from 'vitest';

import { queryOf, requestOf, trialOf } from './tryout.svelte';

const address = (query: Record<string, string | string[]>) => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) if (one) params.append(name, one);
  return params;
};

describe('a cart to try out', () => {
  it('is in the address, whole', () => {
    const trial = { lines: [{ sku: 'A-1', quantity: 3, configuration: null }, { sku: 'B', quantity: 1, configuration: 'cfg_1' }], organisation: 'org_1', group: 'education', at: '2026-12-01T00:00', coupon: 'SAVE5', country: 'US', region: 'CA', delivery: '9.90' };
    expect(trialOf(address(queryOf(trial)))).toEqual(trial);
  });

  it('leaves out of an address what is no line', () => {
    expect(trialOf(new URLSearchParams('line=A~0&line=~3&line=B~x&line=C')).lines).toEqual([{ sku: 'C', quantity: 1, configuration: null }]);
  });

  it('asks for nothing without lines', () => {
    expect(requestOf(trialOf(new URLSearchParams('organisation=org_1')), 'USD', 'en')).toBeNull();
  });

  it('asks as whom, where and when', () => {
    const request = requestOf(trialOf(new URLSearchParams('line=A~2&organisation=org_1&country=US&region=CA&delivery=9.90&coupon= ')), 'USD', 'zh');
    expect(request).toEqual({ lines: [{ sku: 'A', quantity: 2, configuration_id: null }], coupon: null, country: 'US', region: 'CA', delivery: { amount: 990, currency: 'USD' }, as_organisation: 'org_1', as_group: null, at: null, lang: 'zh' });
  });
});
