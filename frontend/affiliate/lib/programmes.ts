import { api, type Money, type Schemas } from '$api';

export type Programme = Schemas['ProgrammeView'];
type Rule = Schemas['RuleView'];

/** What one can take part in. */
export const programmes = () => api.request('/v1/affiliate-programs');

/** The programme that an invitation's code opens: it is in no list. */
export const invitedTo = (invitation_code: string) => api.post('/v1/affiliate-programs/by-invitation', { body: { invitation_code } });

/** What somebody may still join: all that is open, less where they take part, wait or were turned down. */
export function joinable(all: readonly Programme[], member: Pick<Schemas['AffiliateView'], 'memberships'> | null): Programme[] {
  const taken = new Set(member?.memberships.map((one) => one.programme_id));
  return all.filter((one) => one.active && !taken.has(one.id));
}

/** A share as a number of percent; null for a fixed amount. */
export function percentOf(rule: Rule): number | null {
  return rule.reward.kind === 'fixed_per_piece' ? null : Number(rule.reward.percent);
}

/** The rule that holds for everybody and everything, if there is one: what one can count on. */
export function generalRule(programme: Programme): Rule | null {
  return programme.rules.find((rule) => Object.values(rule.when).every((one) => one === null || (Array.isArray(one) && one.length === 0))) ?? null;
}

/** The highest share of a programme's rules; 0 where all pay fixed amounts. */
export function bestPercent(programme: Programme): number {
  return Math.max(0, ...programme.rules.map((rule) => percentOf(rule) ?? 0));
}

/** What so many visitors a month may earn: an example to reckon with, rounded down to whole minor units. */
export function estimate(visitors: number, ordersPerThousand: number, basket: Money, percent: number): Money {
  const orders = Math.floor((visitors * ordersPerThousand) / 1000);
  return { amount: Math.floor((orders * basket.amount * Math.round(percent * 1000)) / 100_000), currency: basket.currency };
}
