import type { DateStyle } from '$lib/format';

import { t } from '../i18n';

/** A window in words: `from Mar 1, until Apr 1`, or always. */
export function windowText(of: { starts_at: string | null; ends_at: string | null }, date: (at: string, style: DateStyle) => string): string {
  const parts = [of.starts_at && t('coupons.from', { at: date(of.starts_at, 'short') }), of.ends_at && t('coupons.until', { at: date(of.ends_at, 'short') })];
  return parts.filter(Boolean).join(' ') || t('coupons.always');
}
