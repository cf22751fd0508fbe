import { describe, expect, it } from 'vitest';

import { works } from './states';

type Payout = Parameters<typeof works>[0];
const paying = (by_stripe: number, reference: string) => ({ state: 'paying', reference, exports_open: true, totals: { by_stripe } }) as Payout;

describe('a payout', () => {
  it('goes on by itself while Stripe pays, and once the bank has paid', () => {
    expect(works(paying(1, ''))).toBe(true);
    expect(works(paying(0, 'B-1'))).toBe(true);
  });

  it('waits for staff who carry its file to the bank', () => {
    expect(works(paying(0, ''))).toBe(false);
  });
});
