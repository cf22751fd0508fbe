import type { Money } from '$api';
import { exponent } from '$lib/format';

import type { Order, OrderLine, Pieces } from './states';

// What chalicelib/orders/domain/refunds.py will decide, worked out beforehand so that staff see the amount before they agree to it.

/** Pieces still to be sent. */
export const openPieces = (line: OrderLine): number => line.quantity - line.shipped - line.dropped;

/** Pieces that refunds (not failed ones) were for already. */
export function claimedPieces(order: Order, lineId: string): number {
  return sum(order.refunds.filter((refund) => refund.state !== 'failed').flatMap((refund) => refund.lines), lineId);
}

/** Pieces that were sent and neither came back nor are announced to. */
export function returnablePieces(order: Order, line: OrderLine): number {
  const announced = order.returns.filter((back) => back.state === 'requested' || back.state === 'approved').flatMap((back) => back.lines);
  return line.shipped - line.returned - sum(announced, line.id);
}

/** What refunding these pieces pays back: after k of n pieces, k/n of the line's price, rounded down to what cards can be paid back, and never more than is left. */
export function refundOf(order: Order, pieces: readonly Pieces[]): Money {
  const amount = order.lines.reduce((total, line) => total + share(order, line, sum(pieces, line.id)), 0);
  return { amount, currency: order.currency };
}

/** What receiving a return pays back: its pieces, as far as they were not paid back before. */
export function refundOfReturn(order: Order, pieces: readonly Pieces[]): Money {
  const left = pieces.map(({ line, quantity }) => {
    const bought = order.lines.find((one) => one.id === line)?.quantity ?? 0;
    return { line, quantity: Math.max(0, Math.min(quantity, bought - claimedPieces(order, line))) };
  });
  return refundOf(order, left);
}

function share(order: Order, line: OrderLine, quantity: number): number {
  if (quantity <= 0) return 0;
  const payable = line.total.amount + line.discount.amount + (order.totals.tax_included ? 0 : line.tax.amount);
  const before = claimedPieces(order, line.id);
  const step = exponent(order.currency) === 3 ? 10n : 1n;
  const until = (pieces: number): bigint => step * ((BigInt(payable) * BigInt(pieces)) / (BigInt(line.quantity) * step));
  return Math.min(Number(until(before + quantity) - until(before)), line.refundable.amount);
}

function sum(pieces: readonly Pieces[], lineId: string): number {
  return pieces.reduce((total, part) => total + (part.line === lineId ? part.quantity : 0), 0);
}
