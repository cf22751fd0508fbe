import type { Schemas } from '$api';
import { money, number, translate, translateOr, type Values } from '$lib/i18n.svelte';

// What the API says by code about commissions (docs/affiliates.md), in the reader's language. An app that shows it has the area
// `earning` among its texts (`./texts/en`, `./texts/zh`).
export type Phrase = Pick<Schemas['PhraseView'], 'code' | 'params'>;
/** What a name in a list is called: a category by its id. */
export type NameOf = (list: string, name: string) => string;

/** One reason, condition or sign. `fallback`: what the API says in English, for a code that is not known here. */
export function phraseText({ code, params }: Phrase, { fallback = code, nameOf = (_list, name) => name }: { fallback?: string; nameOf?: NameOf } = {}): string {
  return translateOr(fallback, `earning.${code}`, valuesOf(code, params, nameOf));
}

/** Several in a line: `6% of each line · new customers`. */
export function phrasesText(phrases: readonly Phrase[], nameOf?: NameOf): string {
  return phrases.map((one) => phraseText(one, { nameOf })).join(' · ');
}

/** Why a payment did not go out or arrive; a bank's or staff's words on it follow as they are. */
export function payoutReason({ reason, note }: Pick<Schemas['PayoutItemView'], 'reason' | 'note'>): string {
  return [reason && translateOr(reason, `earning.payout_${reason}`), note].filter(Boolean).join(' · ');
}

function valuesOf(code: string, params: Phrase['params'], nameOf: NameOf): Values {
  const { amount, currency, percent, names, more, months, seconds, clicks, ...rest } = params;
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(rest)) if (!Array.isArray(value)) values[name] = value;
  if (typeof amount === 'number' && typeof currency === 'string') values.amount = money({ amount, currency });
  if (typeof percent === 'string') values.percent = number(Number(percent) / 100, { style: 'percent', maximumFractionDigits: 3 });
  if (Array.isArray(names)) values.names = listed(names.map((name) => nameOf(code, name)), Number(more ?? 0));
  const count = months ?? seconds ?? clicks;
  if (typeof count === 'number') values.count = count;
  return values;
}

function listed(names: readonly string[], more: number): string {
  const said = names.join(translate('earning.between'));
  return more > 0 ? translate('earning.and_more', { names: said, count: more }) : said;
}
