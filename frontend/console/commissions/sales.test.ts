import { describe, expect, it } from 'vitest';

import { salesOf, span, type Commission } from './sales';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const line = (order: string, place: number, values: Partial<Commission> = {}): Commission => ({
  id: `com_${order}-0${place}`, order_id: `ord_${order}`, order_number: order, line: place, sku: 'A', quantity: 1, programme_id: 'prg_1', source: 'click', click_id: null, coupon: null, link: null,
  sub_id: null, rule_id: null, reason: '', reasons: [], note: '', base_net: usd(1000), amount: usd(100), reversed: usd(0), net: usd(100), state: 'held', at: '2026-01-01T00:00:00Z',
  due_at: '2026-01-15T00:00:00Z', delivered: false, payout_id: null, member_id: 'aff_1', member_name: 'Eve', score: 70, signs: [], can_reopen: false, ...values,
});

describe('commissions by order', () => {
  it('are one sale for all lines, whatever page they came with', () => {
    const sales = salesOf([line('B', 0), line('B', 1, { net: usd(50) }), line('A', 0)]);
    expect(sales.map(({ id, net, lines }) => [id, net.amount, lines.length])).toEqual([['com_B-00', 150, 2], ['com_A-00', 100, 1]]);
  });
  it('stand where their lines stand that were not taken back', () => {
    expect(salesOf([line('A', 0, { state: 'reversed' }), line('A', 1, { state: 'approved' })])[0]?.state).toBe('approved');
    expect(salesOf([line('A', 0, { state: 'reversed' })])[0]?.state).toBe('reversed');
  });
});

describe('a time span', () => {
  it.each([[0, 0, 'second'], [3, 3, 'second'], [119, 119, 'second'], [125, 2, 'minute'], [7_200, 2, 'hour'], [86_399, 23, 'hour'], [200_000, 2, 'day']])('%d seconds are %d %ss', (seconds, value, unit) => {
    expect(span(seconds)).toEqual({ value, unit });
  });
});
