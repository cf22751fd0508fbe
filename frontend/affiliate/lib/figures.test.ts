import { describe, expect, it } from 'vitest';

import { everyDay, height, percentText, perClick, shiftDay } from './figures';

const usd = (amount: number) => ({ amount, currency: 'USD' });

describe('figures', () => {
  it('moves by days over the ends of months and leap years', () => {
    expect(shiftDay('2026-03-01', -1)).toBe('2026-02-28');
    expect(shiftDay('2028-02-28', 1)).toBe('2028-02-29');
  });

  it('shows the days on which nothing happened', () => {
    const day = { key: '2026-05-02', clicks: 3, orders: 1, sales: usd(500), earned: usd(15), conversion_percent: '33.33', earned_per_click: '0.0500' };
    const days = everyDay('2026-05-01', '2026-05-03', [day], 'USD');
    expect(days.map(({ key, clicks }) => [key, clicks])).toEqual([['2026-05-01', 0], ['2026-05-02', 3], ['2026-05-03', 0]]);
    expect(days[0]?.earned).toEqual(usd(0));
  });

  it('writes what a click earns with two more decimals, in currencies with and without cents', () => {
    expect(perClick('0.0345', 'USD', 'en')).toBe('$0.0345');
    expect(perClick('100.5600', 'USD', 'en')).toBe('$100.56');
    expect(perClick('3.45', 'JPY', 'en')).toBe('¥3.45');
    expect(perClick(null, 'USD', 'en')).toBe('–');
  });

  it('writes shares and heights', () => {
    expect(percentText('3.25', 'en')).toBe('3.25%');
    expect(percentText(null, 'zh')).toBe('–');
    expect(height(usd(1999))).toBe(19.99);
  });
});
