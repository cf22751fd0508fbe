import type { ApiProblem, Money } from '$api';
import { money } from '$lib/i18n.svelte';
import { problemText } from '$ui';

import { t } from '../../i18n';

const REASONS = ['currency', 'ended', 'minimum_subtotal', 'not_started', 'used_by_customer', 'used_up'] as const;
type Reason = (typeof REASONS)[number];

/** Why a coupon was refused, in the customer's words. */
export function couponText(problem: ApiProblem): string {
  const reason = problem.context.reason as Reason;
  if (problem.code !== 'coupon_not_usable' || !REASONS.includes(reason)) return problemText(problem);
  const least = problem.context.minimum_subtotal as Money | undefined;
  return t(`checkout.coupon_${reason}`, { minimum: least ? money(least) : '' });
}
