import { describe, expect, it } from 'vitest';

import { isSubId, pageOf, skuOf, withSubId } from './links';

const SHOP = 'https://shop.example';

describe('a pasted page', () => {
  it.each([
    ['https://shop.example/p/AB-1?colour=red#more', '/p/AB-1?colour=red#more'],
    ['  http://shop.example/zh/c/network  ', '/zh/c/network'],
    ['shop.example/p/AB-1', '/p/AB-1'],
    ['/p/AB-1', '/p/AB-1'],
    ['https://shop.example', '/'],
  ])('%s is %s', (pasted, path) => expect(pageOf(pasted, SHOP)).toBe(path));

  it.each(['', '   ', 'https://elsewhere.example/p/1', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)', 'https://shop.example.evil.example/', 'a phone'])(
    '%s is none of the shop',
    (pasted) => expect(pageOf(pasted, SHOP)).toBeNull(),
  );

  it('knows a shop on a port', () => expect(pageOf('localhost:8000/p/1', 'http://localhost:8000')).toBe('/p/1'));
});

it.each([
  ['/p/AB-1', 'AB-1'],
  ['/zh/p/AB%2F1?colour=red#more', 'AB/1'],
  ['/p/%E0', null],
  ['/c/network', null],
])('%s shows the product %s', (page, sku) => expect(skuOf(page)).toBe(sku));

it.each([
  ['', true],
  ['spring_[mail]~1', true],
  ['spring mail', false],
  ['春季', false],
])('"%s" is a sub-id: %s', (text, fits) => expect(isSubId(text)).toBe(fits));

it('puts a sub-id at the end of a link', () => {
  expect(withSubId('https://shop.example/r/abc', ' spring mail ')).toBe('https://shop.example/r/abc?sub=spring%20mail');
  expect(withSubId('https://shop.example/r/abc', ' ')).toBe('https://shop.example/r/abc');
});
