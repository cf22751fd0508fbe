import type { Money, Schemas } from '$api';
import { exponent, formatNumber, type Language } from '$lib/format';

type Figures = Schemas['Figures'];

const DAY_MS = 86_400_000;

/** A day (UTC) so many days away: `2026-03-01` and -1 → `2026-02-28`. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Every day from `since` to `until`, also those on which nothing happened. */
export function everyDay(since: string, until: string, by_day: readonly Figures[], currency: string): Figures[] {
  const known = new Map(by_day.map((one) => [one.key, one]));
  const days: Figures[] = [];
  for (let day = since; day <= until; day = shiftDay(day, 1)) days.push(known.get(day) ?? nothing(day, currency));
  return days;
}

function nothing(key: string, currency: string): Figures {
  const zero: Money = { amount: 0, currency };
  return { key, clicks: 0, orders: 0, sales: zero, earned: zero, conversion_percent: null, earned_per_click: null };
}

/** What a click earned on average, with up to two more decimals than prices have; a dash where nobody clicked. */
export function perClick(value: string | null, currency: string, language: Language): string {
  if (value === null) return '–';
  const digits = exponent(currency);
  // Shown to read, never reckoned with: a number is exact enough.
  return formatNumber(Number(value), language, { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits + 2 });
}

/** A text of percent as people of the language write it; a dash where there is none. */
export function percentText(value: string | null, language: Language): string {
  return value === null ? '–' : formatNumber(Number(value) / 100, language, { style: 'percent', maximumFractionDigits: 2 });
}

/** An amount as a number of its currency's major unit, for a chart's height. */
export function height({ amount, currency }: Money): number {
  return amount / 10 ** exponent(currency);
}
