import type { Schemas } from '$api';

type Payout = Schemas['PayoutView'];

export const PAYOUT_TONES = { building: 'info', draft: 'caution', reviewed: 'caution', paying: 'info', paid: 'positive', cancelling: 'info', cancelled: 'neutral' } as const satisfies Record<Payout['state'], string>;
export const ITEM_TONES = { held: 'info', sending: 'info', paid: 'positive', failed: 'danger', reversed: 'caution', cancelled: 'neutral', skipped: 'neutral' } as const satisfies Record<Schemas['PayoutItemView']['state'], string>;

/** Something goes on that ends by itself; that staff have to carry a file to the bank is not that. */
export const works = ({ state, totals, reference }: Payout): boolean => state === 'building' || state === 'cancelling' || (state === 'paying' && (totals.by_stripe > 0 || reference !== ''));
