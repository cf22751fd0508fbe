import type { Money, Schemas } from '$api';

import type { Quote, QuoteLine } from './states';

export type LineChange = Schemas['QuoteLineChange'];

/** A line as it stands, to send it back unchanged. One that is offered at its price without the quote stays so, whatever that will be. */
export function changeOf(line: QuoteLine): LineChange {
  const { id, sku, quantity, note } = line;
  const agreed = line.unit_price.amount !== line.list_price.price.amount;
  return { id, sku, quantity, note, configuration_id: line.configuration?.id ?? null, ...(agreed ? { unit_price: line.unit_price } : {}) };
}

/** All lines with one changed: a price and a discount take each other's place. */
export function withChange(quote: Quote, id: string, change: Partial<LineChange>): LineChange[] {
  const prices = 'unit_price' in change || 'discount_percent' in change;
  return quote.lines.map((line) => {
    const kept = changeOf(line);
    if (line.id !== id) return kept;
    if (!prices) return { ...kept, ...change };
    const { unit_price: _agreed, ...rest } = kept;
    return { ...rest, ...change };
  });
}

export function without(quote: Quote, id: string): LineChange[] {
  return quote.lines.filter((line) => line.id !== id).map(changeOf);
}

/** All lines and one more; one more piece where the product stands there already. */
export function withMore(quote: Quote, sku: string, configurationId: string | null = null): LineChange[] {
  const same = quote.lines.find((line) => line.sku === sku && (line.configuration?.id ?? null) === configurationId);
  if (same) return withChange(quote, same.id, { quantity: same.quantity + 1 });
  return [...quote.lines.map(changeOf), { sku, quantity: 1, configuration_id: configurationId }];
}

/** What stays of a line's price for the shop: after its share of the whole's discount, without tax. */
function netOf(line: QuoteLine, taxIncluded: boolean): number {
  return line.total.amount + line.discount.amount - (taxIncluded ? line.tax.amount : 0);
}

/** A line's margin in parts per 100,000 of what stays of its price; null where its cost is not known or nothing stays. */
export function marginOf(line: QuoteLine, taxIncluded: boolean): number | null {
  const net = netOf(line, taxIncluded);
  return !line.unit_cost || net <= 0 ? null : Math.round(((net - line.unit_cost.amount * line.quantity) / net) * 100_000);
}

/** The price of a piece at which a margin (parts per 100,000, below 100 %) is reached: cost ÷ (1 − margin), with the line's tax and discount on it, rounded up to a minor unit. */
export function priceFor(line: QuoteLine, margin: number, taxIncluded: boolean): Money | null {
  const net = BigInt(netOf(line, taxIncluded));
  if (!line.unit_cost || net <= 0n) return null;
  const divisor = BigInt(100_000 - margin) * net;
  const amount = Number((BigInt(line.unit_cost.amount) * 100_000n * BigInt(line.total.amount) + divisor - 1n) / divisor);
  return { amount, currency: line.unit_cost.currency };
}
