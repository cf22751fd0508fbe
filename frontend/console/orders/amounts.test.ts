import { describe, expect, it } from 'vitest';

import { claimedPieces, refundOf, refundOfReturn, returnablePieces } from './amounts';
import type { Order, OrderLine } from './states';

const usd = (amount: number) => ({ amount, currency: 'USD' });

function line(values: Partial<OrderLine> = {}): OrderLine {
  return {
    id: 'l1', sku: 'A', title: 'A', picture: null, configuration: null, available_from: null, quantity: 3, unit_price: usd(1000), total: usd(3000), discount: usd(0), tax: usd(0),
    shipped: 0, returned: 0, refunded: usd(0), refundable: usd(3000), dropped: 0, ...values,
  };
}

function order(values: { lines?: OrderLine[]; refunds?: Partial<Order['refunds'][number]>[]; returns?: Partial<Order['returns'][number]>[]; taxIncluded?: boolean }): Order {
  return { currency: 'USD', lines: values.lines ?? [line()], refunds: values.refunds ?? [], returns: values.returns ?? [], totals: { tax_included: values.taxIncluded ?? true } } as Order;
}

const pieces = (quantity: number) => [{ line: 'l1', quantity }];

describe('the share of pieces', () => {
  it('sums to the whole, one piece after the other', () => {
    const thirds = line({ total: usd(1000), refundable: usd(1000) });
    const first = refundOf(order({ lines: [thirds] }), pieces(1)).amount;
    const second = refundOf(order({ lines: [{ ...thirds, refundable: usd(1000 - first) }], refunds: [{ state: 'succeeded', lines: pieces(1) }] }), pieces(1)).amount;
    const third = refundOf(order({ lines: [{ ...thirds, refundable: usd(1000 - first - second) }], refunds: [{ state: 'pending', lines: pieces(2) }] }), pieces(1)).amount;
    expect([first, second, third]).toEqual([333, 333, 334]);
  });

  it('is of what was paid: after the discount, with tax where it came on top', () => {
    const cheaper = line({ discount: usd(-600), tax: usd(240), refundable: usd(2640) });
    expect(refundOf(order({ lines: [cheaper], taxIncluded: false }), pieces(3))).toEqual(usd(2640));
    expect(refundOf(order({ lines: [cheaper] }), pieces(1))).toEqual(usd(800));
  });

  it('is never more than what is left of the line', () => {
    expect(refundOf(order({ lines: [line({ refundable: usd(150) })] }), pieces(3))).toEqual(usd(150));
  });

  it('stays exact for amounts beyond what a double holds', () => {
    const dear = line({ quantity: 9999, total: usd(900_000_000_000_001), refundable: usd(900_000_000_000_001) });
    expect(refundOf(order({ lines: [dear] }), pieces(9998)).amount).toBe(Number((900_000_000_000_001n * 9998n) / 9999n));
  });
});

describe('pieces', () => {
  it('of a failed refund can be refunded again', () => {
    expect(claimedPieces(order({ refunds: [{ state: 'failed', lines: pieces(2) }, { state: 'pending', lines: pieces(1) }] }), 'l1')).toBe(1);
  });

  it('that are announced cannot be announced twice', () => {
    const sent = line({ shipped: 3, returned: 1 });
    expect(returnablePieces(order({ lines: [sent], returns: [{ state: 'requested', lines: pieces(1) }, { state: 'rejected', lines: pieces(1) }] }), sent)).toBe(1);
  });

  it('of a return that were paid back before are not paid back again', () => {
    expect(refundOfReturn(order({ lines: [line({ refundable: usd(1000) })], refunds: [{ state: 'succeeded', lines: pieces(2) }] }), pieces(2))).toEqual(usd(1000));
  });
});
