import type { Schemas } from '$api';
import { money } from '$lib/i18n.svelte';

import { t } from '../../i18n';
import type { Filters } from '../../pages/list';

/** An active filter: what it says, and the change of the address that takes it off. */
export interface Chip {
  id: string;
  text: string;
  without: Readonly<Record<string, readonly string[] | null>>;
}

const NOT_CHIPS = new Set(['q', 'sort', 'price_min', 'price_max', 'in_stock']);

/** The active filters, in the words of the facets. On a category's page the category is no filter. */
export function chipsOf(filters: Filters, answer: Schemas['SearchAnswer'] | null, onCategoryPage: boolean): Chip[] {
  const chips: Chip[] = [];
  for (const [name, values] of Object.entries(filters)) {
    if (NOT_CHIPS.has(name) || (name === 'category' && onCategoryPage)) continue;
    const facet = answer?.facets.find((one) => one.name === name);
    for (const value of values) {
      const label = facet?.values.find((one) => one.value === value)?.label ?? wordOf(name, value);
      const text = name.startsWith('attr.') && facet ? `${facet.label}: ${label}` : label;
      const rest = values.filter((one) => one !== value);
      chips.push({ id: `${name}=${value}`, text, without: { [name]: rest.length ? rest : null } });
    }
  }
  const [low, high] = [filters.price_min?.[0], filters.price_max?.[0]];
  if (low || high) chips.push({ id: 'price', text: priceText(low, high, currencyOf(answer)), without: { price_min: null, price_max: null } });
  if (filters.in_stock?.[0] === 'true') chips.push({ id: 'in_stock', text: t('catalog.in_stock_only'), without: { in_stock: null } });
  return chips;
}

/** The currency that a list's prices are in; prices of a list are all in the shop's one currency. */
export function currencyOf(answer: Schemas['SearchAnswer'] | null): string {
  return answer?.items[0]?.price.currency ?? 'USD';
}

/** A range of prices in words. Ends in minor units, empty where open. */
export function priceText(low: string | undefined, high: string | undefined, currency: string): string {
  // What ends at 24.99 reads as 25, and whole amounts without their zeros.
  const text = (amount: string): string => money({ amount: Number(amount) + (Number(amount) % 100 === 99 ? 1 : 0), currency }).replace(/[.]00(?!\d)/, '');
  if (low && high) return t('catalog.price_between', { low: text(low), high: text(high) });
  return low ? t('catalog.price_from', { low: text(low) }) : t('catalog.price_under', { high: text(high ?? '0') });
}

function wordOf(name: string, value: string): string {
  const LABELS = { new: 'catalog.label_new', hot: 'catalog.label_hot', event: 'catalog.label_event' } as const;
  return name === 'label' && value in LABELS ? t(LABELS[value as keyof typeof LABELS]) : value;
}
