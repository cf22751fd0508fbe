import type { Money } from '$api';
import { money } from '$lib/i18n.svelte';

/** A difference in price with its sign: `+$240.00`, `−$35.00`. */
export function signed({ amount, currency }: Money): string {
  return `${amount < 0 ? '−' : '+'}${money({ amount: Math.abs(amount), currency })}`;
}
