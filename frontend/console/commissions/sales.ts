import type { Schemas } from '$api';

export type Commission = Schemas['CommissionView'];
export const STATES = ['held', 'pending', 'approved', 'in_payout', 'paid', 'rejected'] as const;
export const TONES = { pending: 'info', held: 'caution', approved: 'positive', in_payout: 'info', paid: 'positive', reversed: 'neutral', rejected: 'danger' } as const satisfies Record<Commission['state'], string>;

/** What an order earned: what is decided is decided for all its lines. */
export interface Sale {
  /** Of its first line: decisions name it. */
  id: string;
  first: Commission;
  lines: readonly Commission[];
  net: Schemas['Money'];
  state: Commission['state'];
}

/** Commissions by order, in their order. A line that was taken back does not tell where the others stand. */
export function salesOf(commissions: readonly Commission[]): Sale[] {
  const orders = new Map<string, Commission[]>();
  for (const one of commissions) {
    const lines = orders.get(one.order_id);
    if (lines) lines.push(one);
    else orders.set(one.order_id, [one]);
  }
  return [...orders.values()].flatMap((lines) => {
    const [first] = lines;
    if (!first) return [];
    const amount = lines.reduce((sum, line) => sum + line.net.amount, 0);
    const { state } = lines.find((line) => line.state !== 'reversed') ?? first;
    return [{ id: first.id, first, lines, net: { ...first.net, amount }, state }];
  });
}

const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]] as const;

/** A time span in the unit that fits: 3 seconds, 5 minutes, 2 days. */
export function span(seconds: number): { value: number; unit: 'day' | 'hour' | 'minute' | 'second' } {
  const [unit, size] = UNITS.find(([, one]) => seconds >= 2 * one) ?? ['second', 1];
  return { value: Math.floor(seconds / size), unit };
}
