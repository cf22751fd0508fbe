import type { Schemas } from '$api';

type Payout = Schemas['PayoutView'];

export const PAYOUT_TONES = { building: 'info', draft: 'caution', reviewed: 'caution', paying: 'info', paid: 'positive', cancelling: 'info', cancelled: 'neutral' } as const satisfies Record<Payout['state'], string>;
export const ITEM_TONES = { held: 'info', sending: 'info', paid: 'positive', failed: 'danger', reversed: 'caution', cancelled: 'neutral', skipped: 'neutral' } as const satisfies Record<Schemas['PayoutItemView']['state'], string>;

/** Something goes on that ends by itself; that staff have to carry a file to the bank is not that. */
export const works = ({ state, totals, reference }: Payout): boolean => state === 'building' || state === 'cancelling' || (state === 'paying' && (totals.by_stripe > 0 || reference !== ''));

export type Step = 'review' | 'pay' | 'mark' | 'cancel';
/** What a payout goes through, and at which of it one stands; -1: it was given up. */
export const STEPS = ['building', 'draft', 'reviewed', 'paying', 'paid'] as const satisfies readonly Payout['state'][];
export const stepOf = (state: Payout['state']): number => STEPS.findIndex((one) => one === state);

/** A payment that may still turn out not to have arrived. */
export const canReturn = ({ state, method }: Schemas['PayoutItemView']): boolean => state === 'paid' || (state === 'sending' && method === 'bank');
