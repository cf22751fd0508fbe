import type { Schemas } from '$api';

export type Step = 'link' | 'click' | 'payout' | 'tax';

/** What a new partner does first, in this order, and which of it is done. */
export function firstSteps(member: Pick<Schemas['AffiliateView'], 'payout' | 'tax'>, links: number, clicks: number): { step: Step; done: boolean }[] {
  const { payout, tax } = member;
  const payable = payout !== null && (payout.method === 'stripe' ? payout.connected : payout.iban !== '');
  return [
    { step: 'link', done: links > 0 },
    { step: 'click', done: clicks > 0 },
    { step: 'payout', done: payable },
    { step: 'tax', done: tax !== null },
  ];
}
