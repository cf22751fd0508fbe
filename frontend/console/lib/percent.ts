import { number } from '$lib/i18n.svelte';

// Rates are parts per 100,000, as everywhere in the API: 12.5 % is 12,500.
const PARTS = 1000;

/** `12.5`, `12,5 %` as parts per 100,000; null for what is no share with at most three decimals. */
export function parsePercent(text: string, { least = 0, most = 100_000 } = {}): number | null {
  const match = /^(-?)(\d{1,4})(?:[.,](\d{1,3}))?\s*%?$/.exec(text.trim());
  if (!match) return null;
  const parts = Number(match[2]) * PARTS + Number((match[3] ?? '').padEnd(3, '0'));
  const signed = match[1] && parts ? -parts : parts;
  return signed < least || signed > most ? null : signed;
}

/** Parts per 100,000 as they are typed: `12.5`. */
export function percentText(parts: number): string {
  const text = (Math.abs(parts) / PARTS).toFixed(3).replace(/\.?0+$/, '');
  return `${parts < 0 ? '-' : ''}${text}`;
}

/** Which share of `whole` is `part`, in parts per 100,000, rounded half up; null where there is no whole. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 100_000);
}

/** Parts per 100,000 as people of the language write a share: `12.5%`. */
export const rate = (parts: number): string => number(parts / 100_000, { style: 'percent', maximumFractionDigits: 3 });

/** The same to one decimal: to compare, not to count with. */
export const roundRate = (parts: number): string => number(parts / 100_000, { style: 'percent', maximumFractionDigits: 1 });
