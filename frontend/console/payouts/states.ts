import type { Schemas } from '$api';

type Payout = Schemas['PayoutView'];

export const PAYOUT_TONES = { building: 'info', draft: 'caution', reviewed: 'caution', paying: 'info', paid: 'positive', cancelling: 'info', cancelled: 'neutral' } as const satisfies Record<Payout['state'], string>;
export const ITEM_TONES = { gathering: 'info', held: 'info', sending: 'info', paid: 'positive', failed: 'danger', reversed: 'caution', cancelled: 'neutral', skipped: 'neutral' } as const satisfies Record<Schemas['PayoutItemView']['state'], string>;

/** Something goes on that ends by itself; that staff have to carry a file to the bank is not that. */
export const works = ({ state, totals, reference, exports_open }: Payout): boolean => state === 'building' || state === 'cancelling' || (state === 'paying' && (!exports_open || totals.by_stripe > 0 || reference !== ''));

export type Step = 'review' | 'pay' | 'mark' | 'cancel';
/** What a payout goes through, and at which of it one stands; -1: it was given up. */
export const STEPS = ['building', 'draft', 'reviewed', 'paying', 'paid'] as const satisfies readonly Payout['state'][];
export const stepOf = (state: Payout['state']): number => STEPS.findIndex((one) => one === state);

/** What staff may do with a member's part: take it out before anything is paid, bring it back afterwards. */
export function mayEnd(payout: Payout, item: Schemas['PayoutItemView']): 'leave-out' | 'return' | null {
  if (payout.state === 'draft' || payout.state === 'reviewed') return item.state === 'held' ? 'leave-out' : null;
  const isPaid = item.state === 'paid' || (item.state === 'reversed' && item.reversed.amount < item.amount.amount);
  if (payout.state === 'paying') return isPaid || item.state === 'held' || item.state === 'sending' ? 'return' : null;
  return payout.state === 'paid' && isPaid ? 'return' : null;
}
