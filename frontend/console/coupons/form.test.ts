import { describe, expect, it } from 'vitest';

import { EMPTY, formOf, readForm, stateOf, type Coupon } from './form';

const coupon: Coupon = {
  code: 'SAVE5', percent: null, amount: { amount: 500, currency: 'USD' }, minimum_subtotal: { amount: 2500, currency: 'USD' }, starts_at: null,
  ends_at: null, usage_limit: 10, per_customer_limit: null, applies_to_delivery: false, active: true, used: 3,
};

describe('a coupon’s form', () => {
  it('gives back the coupon that it was filled with', () => {
    expect(readForm(formOf(coupon), 'USD')).toEqual({
      definition: {
        percent: null, amount: { amount: 500, currency: 'USD' }, minimum_subtotal: { amount: 2500, currency: 'USD' }, starts_at: null, ends_at: null,
        usage_limit: 10, per_customer_limit: null, applies_to_delivery: false, active: true,
      },
    });
  });

  it('keeps times through the reader’s zone', () => {
    const timed = { ...coupon, starts_at: '2026-03-01T08:30:00Z' };
    const read = readForm(formOf(timed), 'USD');
    expect('definition' in read && new Date(read.definition.starts_at ?? '').getTime()).toBe(Date.parse('2026-03-01T08:30:00Z'));
  });

  it.each([
    [{ code: 'x' }, 'code'],
    [{ percent: '0' }, 'percent'],
    [{ percent: '100.5' }, 'percent'],
    [{ percent: '12,5', minimum: '1.999' }, 'minimum'],
    [{ kind: 'amount', amount: '0' }, 'amount'],
    [{ starts: '2026-02-01T00:00', ends: '2026-01-01T00:00' }, 'ends'],
    [{ limit: '1.5' }, 'limit'],
    [{ limitEach: '0' }, 'limitEach'],
  ] as const)('says what is wrong: %o', (typed, field) => {
    expect(readForm({ ...EMPTY, code: 'SPRING', percent: '10', ...typed }, 'USD')).toEqual({ wrong: [field] });
  });
});

describe('a coupon’s state', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  it.each([
    [{}, 'active'],
    [{ active: false }, 'off'],
    [{ ends_at: '2026-05-31T23:59:00Z' }, 'ended'],
    [{ starts_at: '2026-06-02T00:00:00Z' }, 'planned'],
    [{ used: 10 }, 'used_up'],
  ] as const)('%o is %s', (values, state) => {
    expect(stateOf({ ...coupon, ...values }, now)).toBe(state);
  });
});
