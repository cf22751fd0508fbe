import { currentLanguage, money, number } from '$lib/i18n.svelte';

import { t } from '../i18n';
import { parsePercent, rate } from '../lib/percent';
import type { Definition, Promotion } from './form';

const share = (percent: string | null | undefined): string => rate(parsePercent(percent ?? '0') ?? 0);

/** What a promotion takes off, in a line. */
export function effectText({ effect, level }: Pick<Definition, 'effect' | 'level'>): string {
  if (effect.kind === 'percentage') return t(`promotions.does_percentage_${level}`, { share: share(effect.percent) });
  if (effect.kind === 'amount') return t(`promotions.does_amount_${level}`, { amount: money(effect.amount) });
  if (effect.kind === 'buy_x_get_y') {
    const free = (effect.percent ?? '100') === '100';
    return t(free ? 'promotions.does_free' : 'promotions.does_cheaper', { buy: effect.buy, get: effect.get, share: share(effect.percent) });
  }
  const pieces = effect.parts.map((part) => `${number(part.pieces)} × ${part.sku}`).join(' + ');
  return effect.price ? t('promotions.does_bundle_price', { pieces, amount: money(effect.price) }) : t('promotions.does_bundle_share', { pieces, share: share(effect.percent) });
}

/** Which goods it looks at. */
export function productsText({ products, effect }: Pick<Definition, 'products' | 'effect'>): string {
  if (effect.kind === 'bundle') return '';
  const { skus = [], categories = [], brands = [] } = products ?? {};
  const parts = [
    categories.length ? t('promotions.in_categories', { count: categories.length }) : '',
    brands.length ? brands.slice(0, 3).join(', ') + (brands.length > 3 ? '…' : '') : '',
    skus.length ? t('promotions.of_skus', { count: skus.length }) : '',
  ].filter(Boolean);
  return parts.length ? parts.join(' · ') : t('promotions.all_products');
}

export const nameOf = (promotion: Pick<Promotion, 'name'>): string => promotion.name[currentLanguage()];
