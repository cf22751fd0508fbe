import { describe, expect, it } from 'vitest';

import { firstSteps } from './steps';

const open = (...given: Parameters<typeof firstSteps>) => firstSteps(...given).filter((one) => !one.done).map((one) => one.step);
const bank = { method: 'bank', holder: 'Eve', iban: 'DE89 … 3000', bic: '', connected: false, pays_from: null } as const;

describe('the first steps', () => {
  it('begin with a link', () => expect(open({ payout: null, tax: null }, 0, 0)).toEqual(['link', 'click', 'payout', 'tax']));
  it('end with what the books need', () => expect(open({ payout: bank, tax: null }, 2, 9)).toEqual(['tax']));
  it('count Stripe only when it is connected', () => {
    expect(open({ payout: { ...bank, method: 'stripe', iban: '' }, tax: null }, 1, 1)).toEqual(['payout', 'tax']);
    expect(open({ payout: { ...bank, method: 'stripe', iban: '', connected: true }, tax: null }, 1, 1)).toEqual(['tax']);
  });
});
