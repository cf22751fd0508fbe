import type { Money } from '$api';

export type Language = 'en' | 'zh';

const LOCALES: Record<Language, string> = { en: 'en-US', zh: 'zh-CN' };
const made = new Map<string, unknown>();

/** The BCP 47 tag that Intl writes numbers and dates by. */
function localeOf(language: Language): string {
  return LOCALES[language];
}

/** Intl objects are dear to make: one of each. */
function once<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as T;
}

// ISO 4217: only the exponents that differ from two (as chalicelib/kit/money.py; Intl's own differ for some).
const ZERO = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Digits after the decimal point of a currency. */
export function exponent(currency: string): number {
  return ZERO.has(currency) ? 0 : THREE.has(currency) ? 3 : 2;
}

/** Minor units as an exact decimal text, without a float between: `1299 USD` → `12.99`. */
export function decimalText({ amount, currency }: Money): string {
  const digits = exponent(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${amount < 0 ? '-' : ''}${whole}${digits ? `.${text.slice(-digits)}` : ''}`;
}

/** An amount with its currency, as people of the language write it: `$12.99`, `US$12.99`, `¥1,299`. */
export function formatMoney(money: Money, language: Language): string {
  const digits = exponent(money.currency);
  const format = once(`money ${language} ${money.currency}`, () =>
    new Intl.NumberFormat(localeOf(language), {
      style: 'currency',
      currency: money.currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }),
  );
  // Intl takes decimal texts exactly; TypeScript's library wants a number-like literal type.
  return format.format(decimalText(money) as `${number}`);
}

/** A typed amount (`12.99`, `1,299`) as minor units, or null for what is not an exact amount. */
export function parseMoney(text: string, currency: string): Money | null {
  const digits = exponent(currency);
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(text.trim().replace(/,(?=\d{3})/g, ''));
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > digits) return null;
  const minor = Number(`${match[2]}${fraction.padEnd(digits, '0')}`);
  return { amount: match[1] && minor ? -minor : minor, currency };
}

export function formatNumber(value: number, language: Language, options: Intl.NumberFormatOptions = {}): string {
  return once(`number ${language} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(localeOf(language), options)).format(value);
}

const DATES = {
  date: { dateStyle: 'medium' },
  /** Where the moment binds: with its zone. */
  moment: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  short: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  day: { month: 'short', day: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateStyle = keyof typeof DATES;

/** An RFC 3339 time in the reader's zone. A date alone (`2026-01-31`) stays that date everywhere. */
export function formatDate(at: string | Date, language: Language, style: DateStyle = 'date'): string {
  const dateOnly = typeof at === 'string' && at.length === 10;
  const options = { ...DATES[style], ...(dateOnly ? { timeZone: 'UTC' } : {}) };
  const format = once(`date ${language} ${style} ${dateOnly}`, () => new Intl.DateTimeFormat(localeOf(language), options));
  return format.format(typeof at === 'string' ? new Date(at) : at);
}

/** What people call a time zone (IANA) at a moment: `Central European Standard Time`; its own name where it is not known here. */
export function formatZone(zone: string, at: string, language: Language): string {
  try {
    const parts = new Intl.DateTimeFormat(localeOf(language), { timeZone: zone, timeZoneName: 'long' }).formatToParts(new Date(at));
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  } catch {
    return zone;
  }
}

/** `one`, `few`, `other`…: which plural form a count takes. */
export function pluralForm(count: number, language: Language): Intl.LDMLPluralRule {
  return once(`plural ${language}`, () => new Intl.PluralRules(localeOf(language))).select(count);
}
