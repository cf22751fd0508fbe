import type { Schemas } from '$api';
import { money } from '$lib/i18n.svelte';

import { t } from '../../i18n';

type Option = Schemas['DeliveryOption'];

/** How long a way of delivery takes: `3–6 days`. */
export function daysText({ days_min, days_max }: Pick<Option, 'days_min' | 'days_max'>): string {
  return days_min === days_max ? t('checkout.days', { count: days_max }) : t('checkout.days_range', { min: days_min, max: days_max });
}

export const priceText = (option: Option): string => (option.price.amount ? money(option.price) : t('checkout.free'));

/** What delivery costs at least, before one is chosen. */
export function deliveryFrom(options: readonly Option[]): string | undefined {
  const cheapest = sent(options).reduce<Option | null>((best, option) => (best && best.price.amount <= option.price.amount ? best : option), null);
  if (!cheapest) return undefined;
  return cheapest.price.amount ? t('checkout.from', { price: money(cheapest.price) }) : t('checkout.free');
}

/** When it would be there, before the checkout. */
export function deliveryEstimate(cart: Schemas['CartView']): string {
  const options = sent(cart.delivery_options);
  const chosen = cart.delivery_options.find((option) => option.id === cart.delivery_method);
  if (chosen) return t('checkout.arrives', { days: daysText(chosen) });
  if (options.length === 0) return t('checkout.arrives_later');
  const days_min = Math.min(...options.map((option) => option.days_min));
  const days_max = Math.max(...options.map((option) => option.days_max));
  return t('checkout.arrives', { days: daysText({ days_min, days_max }) });
}

const sent = (options: readonly Option[]): readonly Option[] => options.filter((option) => option.id !== 'pickup');
