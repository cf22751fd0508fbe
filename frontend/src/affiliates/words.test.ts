import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { useTexts } from '$lib/i18n.svelte';

import en from './texts/en';
import zh from './texts/zh';
import { payoutReason, phrasesText, phraseText, type Phrase } from './words';

afterEach(() => useTexts('en', {}));

describe('reasons in words', () => {
  const rule: Phrase[] = [
    { code: 'percent_of_line', params: { percent: '2.9' } },
    { code: 'categories', params: { names: ['c1', 'c2', 'c3'], more: 2 } },
    { code: 'order_from', params: { amount: 5000, currency: 'USD' } },
    { code: 'recurring', params: { months: 6 } },
  ];
  const nameOf = (_list: string, id: string) => ({ c1: 'Phones', c2: 'Cases' })[id] ?? id;

  it('says a rule in English', () => {
    useTexts('en', { earning: en });
    expect(phrasesText(rule, nameOf)).toBe('2.9% of each line · category Phones, Cases, c3 and 2 more · orders from $50.00 · again for 6 months');
  });
  it('says it in Chinese without an English word', () => {
    useTexts('zh', { earning: zh });
    expect(phrasesText(rule, (_list, id) => ({ c1: '手机', c2: '保护壳', c3: '配件' })[id] ?? id)).toBe('每行商品的 2.9% · 类别 手机、保护壳、配件 等，另有 2 项 · 订单满 US$50.00 · 此后 6 个月内复购同样有佣金');
    expect(phraseText({ code: 'too_fast', params: { seconds: 3 } })).toBe('点击后 3 秒即下单');
  });
  it('falls back to the API’s sentence, and leaves a bank’s words as they are', () => {
    useTexts('en', { earning: en });
    expect(phraseText({ code: 'brand_new', params: {} }, { fallback: 'Something new' })).toBe('Something new');
    expect([payoutReason({ reason: 'below_minimum', note: '' }), payoutReason({ reason: 'returned', note: 'The account is closed.' })]).toEqual(['Less than the minimum', 'The payment came back · The account is closed.']);
  });
  it('knows every code of the API', () => {
    const source = readFileSync(resolve('../chalicelib/affiliates/domain/wording.py'), 'utf-8');
    const table = source.slice(source.indexOf('SENTENCES = {'), source.indexOf('\n}\n'));
    const codes = [...table.matchAll(/^ {4}"(\w+)":/gm)].map((found) => found[1] ?? '');
    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((code) => !(code in en))).toEqual([]);
  });
});
