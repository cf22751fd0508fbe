import type { Money } from '$api';

import { formatDate, formatMoney, formatNumber, formatZone, pluralForm, type DateStyle, type Language } from './format';

export type { Language } from './format';
/** What `<html lang>` says; Chinese names its script's region, so that the right glyphs are chosen. */
const LANG_ATTRIBUTES: Record<Language, string> = { en: 'en', zh: 'zh-CN' };

/** A text, or its plural forms by `count`: `{ one: '{count} item', other: '{count} items' }`. */
export type Text = string | ({ other: string } & { [form in Intl.LDMLPluralRule]?: string });
export type Area = Readonly<Record<string, Text>>;
export type Texts = Readonly<Record<string, Area>>;

/** What a translation of an area must hold: the same keys. `satisfies Translation<typeof english>`. */
export type Translation<A extends Area> = { readonly [K in keyof A]: Text };
/** `catalog.add_to_cart`: every text of a dictionary. */
export type KeyOf<D extends Texts> = { [A in keyof D & string]: `${A}.${keyof D[A] & string}` }[keyof D & string];

export type Values = Readonly<Record<string, string | number>>;

let language = $state<Language>('en');
let texts = $state.raw<Texts>({});

/** The language that is shown. Reading it in a component follows changes. */
export function currentLanguage(): Language {
  return language;
}

/** Shows the app in a language; `loaded` is its whole dictionary. */
export function useTexts(next: Language, loaded: Texts): void {
  language = next;
  texts = loaded;
  if (typeof document !== 'undefined') document.documentElement.lang = LANG_ATTRIBUTES[next];
}

/** Looks a text up by `area.key` and fills `{name}` in. Numbers are written in the language's way. */
export function translate(key: string, values: Values = {}): string {
  const dot = key.indexOf('.');
  const text = texts[key.slice(0, dot)]?.[key.slice(dot + 1)];
  if (text === undefined) {
    if (import.meta.env.DEV) console.warn(`There is no text '${key}' in ${language}`);
    return key;
  }
  const form = typeof text === 'string' ? text : (text[pluralForm(Number(values.count ?? 0), language)] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(value, language) : value;
  });
}

/** A dictionary's typed `t`: `export const t = translator<typeof en>()`. */
export function translator<D extends Texts>(): (key: KeyOf<D>, values?: Values) => string {
  return translate;
}

/** A text whose key is put together at run time (`order.state_` + state), with what to say where there is none. */
export function translateOr(fallback: string, key: string, values?: Values): string {
  const dot = key.indexOf('.');
  return texts[key.slice(0, dot)]?.[key.slice(dot + 1)] === undefined ? fallback : translate(key, values);
}

export const money = (value: Money): string => formatMoney(value, language);
export const number = (value: number, options?: Intl.NumberFormatOptions): string => formatNumber(value, language, options);
export const percent = (basisPoints: number): string =>
  formatNumber(basisPoints / 10_000, language, { style: 'percent', maximumFractionDigits: 3 });
export const date = (at: string | Date, style?: DateStyle): string => formatDate(at, language, style);
export const zoneName = (zone: string, at: string): string => formatZone(zone, at, language);
