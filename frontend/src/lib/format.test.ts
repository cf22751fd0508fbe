import { describe, expect, it } from 'vitest';

import { decimalText, formatDate, formatMoney, formatZone, parseMoney } from './format';

const flat = (text: string) => text.replace(/\u00a0/g, ' ');

describe('money', () => {
  it.each([
    [1299, 'USD', 'en', '$12.99'],
    [1299, 'USD', 'zh', 'US$12.99'],
    [1299, 'CNY', 'zh', '¥12.99'],
    [1299, 'JPY', 'en', '¥1,299'],
    [1299, 'KWD', 'en', 'KWD 1.299'],
    [5, 'EUR', 'en', '€0.05'],
    [-150050, 'USD', 'en', '-$1,500.50'],
    [0, 'USD', 'en', '$0.00'],
  ] as const)('writes %i %s in %s as %s', (amount, currency, language, written) => {
    expect(flat(formatMoney({ amount, currency }, language))).toBe(written);
  });

  it('stays exact where a float would not', () => {
    expect(decimalText({ amount: 900719925474099, currency: 'USD' })).toBe('9007199254740.99');
    expect(formatMoney({ amount: 999999999999999, currency: 'USD' }, 'en')).toBe('$9,999,999,999,999.99');
  });

  it.each([
    ['12.99', 'USD', 1299],
    ['1,299.5', 'USD', 129950],
    ['1299', 'JPY', 1299],
    ['12.9', 'JPY', null],
    ['0.001', 'USD', null],
    ['1.299', 'KWD', 1299],
    ['-3', 'USD', -300],
    ['twelve', 'USD', null],
    ['', 'USD', null],
  ] as const)('reads %s %s', (text, currency, amount) => {
    expect(parseMoney(text, currency)?.amount ?? null).toBe(amount);
  });
});

it('keeps a date without a time that date in every zone', () => {
  expect(formatDate('2026-01-31', 'en')).toBe('Jan 31, 2026');
  expect(formatDate('2026-01-31', 'zh')).toBe('2026年1月31日');
});

it.each([
  ['Europe/Berlin', '2026-12-22T22:59:59Z', 'en', 'Central European Standard Time'],
  ['Europe/Berlin', '2026-07-01T12:00:00Z', 'en', 'Central European Summer Time'],
  ['Asia/Shanghai', '2026-12-22T15:59:59Z', 'zh', '中国标准时间'],
  ['Mars/Olympus', '2026-12-22T15:59:59Z', 'en', 'Mars/Olympus'],
] as const)('calls the zone %s at %s in %s %s', (zone, at, language, name) => {
  expect(formatZone(zone, at, language)).toBe(name);
});
