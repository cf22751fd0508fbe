import { beforeEach, describe, expect, it } from 'vitest';

import shopEn from '../../shop/i18n/en';
import shopZh from '../../shop/i18n/zh';
import consoleEn from '../../console/i18n/en';
import consoleZh from '../../console/i18n/zh';
import { translate, translateOr, useTexts, type Text, type Texts } from './i18n.svelte';

describe('texts', () => {
  beforeEach(() => useTexts('en', { cart: { items: { one: '{count} item', other: '{count} items' }, hello: 'Hello, {name}' } }));

  it('takes the plural form of the count and writes the number in the language', () => {
    expect(translate('cart.items', { count: 1 })).toBe('1 item');
    expect(translate('cart.items', { count: 1200 })).toBe('1,200 items');
  });

  it('fills in names, and leaves what nobody gave', () => {
    expect(translate('cart.hello', { name: 'Amy' })).toBe('Hello, Amy');
    expect(translate('cart.hello')).toBe('Hello, {name}');
  });

  it('says the fallback for a key that has no text', () => {
    expect(translateOr('as the API says', 'problem.unheard_of')).toBe('as the API says');
  });

  it('tells the document its language', () => {
    useTexts('zh', {});
    expect(document.documentElement.lang).toBe('zh-CN');
  });
});

const slots = (text: Text): string[] => [...new Set((typeof text === 'string' ? text : Object.values(text).join(' ')).match(/\{\w+\}/g))].sort();

describe.each<[string, Texts, Texts]>([
  ['shop', shopEn, shopZh],
  ['console', consoleEn, consoleZh],
])('the %s', (_, en, zh) => {
  it.each(Object.keys(en))('has the area %s in Chinese, with the same blanks to fill in', (area) => {
    expect(Object.keys(zh[area] ?? {}).sort()).toEqual(Object.keys(en[area] ?? {}).sort());
    for (const [key, text] of Object.entries(en[area] ?? {})) expect([key, slots(zh[area]?.[key] ?? '')]).toEqual([key, slots(text)]);
  });
});
