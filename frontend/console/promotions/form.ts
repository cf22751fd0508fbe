import type { Money, Schemas } from '$api';
import { decimalText, parseMoney } from '$lib/format';

import { localTime, momentOf } from '../lib/local-time';
import { parsePercent, percentText } from '../lib/percent';

export type Promotion = Schemas['PromotionView'];
export type Definition = Schemas['PromotionDefinition'];
export type Products = Schemas['PromotionProducts'];
export type Level = Promotion['level'];
export type Kind = Promotion['effect']['kind'];

export const LEVELS: readonly Level[] = ['item', 'order', 'delivery'];
export const KINDS: readonly Kind[] = ['percentage', 'amount', 'buy_x_get_y', 'bundle'];
/** What counts pieces works on items only. */
export const kindsOf = (level: Level): readonly Kind[] => (level === 'item' ? KINDS : ['percentage', 'amount']);

export interface Chosen {
  skus: string[];
  categories: string[];
  brands: string[];
}

/** A promotion as it stands in its form: texts, as they are typed. */
export interface Form {
  en: string;
  zh: string;
  level: Level;
  kind: Kind;
  percent: string;
  amount: string;
  buy: string;
  get: string;
  getPercent: string;
  hasGift: boolean;
  gift: Chosen;
  parts: { sku: string; pieces: string }[];
  bundleBy: 'price' | 'percent';
  bundlePrice: string;
  bundlePercent: string;
  products: Chosen;
  minimumSubtotal: string;
  minimumQuantity: string;
  organisation: string;
  group: string;
  starts: string;
  ends: string;
  priority: string;
  exclusive: boolean;
  limit: string;
  limitEach: string;
  active: boolean;
}
export type Field = 'en' | 'zh' | 'percent' | 'amount' | 'buy' | 'get' | 'getPercent' | 'gift' | 'parts' | 'bundlePrice' | 'bundlePercent' | 'minimumSubtotal' | 'minimumQuantity' | 'group' | 'ends' | 'priority' | 'limit' | 'limitEach';

const nothing = (): Chosen => ({ skus: [], categories: [], brands: [] });
const chosenOf = (products: Products | null | undefined): Chosen => ({ skus: [...(products?.skus ?? [])], categories: [...(products?.categories ?? [])], brands: [...(products?.brands ?? [])] });
const isNothing = (chosen: Chosen): boolean => chosen.skus.length + chosen.categories.length + chosen.brands.length === 0;

export function emptyForm(): Form {
  return {
    en: '', zh: '', level: 'item', kind: 'percentage', percent: '', amount: '', buy: '3', get: '1', getPercent: '100', hasGift: false, gift: nothing(), parts: [],
    bundleBy: 'price', bundlePrice: '', bundlePercent: '', products: nothing(), minimumSubtotal: '', minimumQuantity: '', organisation: '', group: '', starts: '', ends: '',
    priority: '0', exclusive: false, limit: '', limitEach: '', active: true,
  };
}

export function formOf(promotion: Promotion): Form {
  const { effect } = promotion;
  const form: Form = {
    ...emptyForm(),
    en: promotion.name.en,
    zh: promotion.name.zh,
    level: promotion.level,
    kind: effect.kind,
    products: chosenOf(promotion.products),
    minimumSubtotal: promotion.minimum_subtotal ? decimalText(promotion.minimum_subtotal) : '',
    minimumQuantity: promotion.minimum_quantity?.toString() ?? '',
    organisation: promotion.organisation_id ?? '',
    group: promotion.group ?? '',
    starts: localTime(promotion.starts_at),
    ends: localTime(promotion.ends_at),
    priority: String(promotion.priority),
    exclusive: promotion.stacking === 'exclusive',
    limit: promotion.usage_limit?.toString() ?? '',
    limitEach: promotion.per_customer_limit?.toString() ?? '',
    active: promotion.active,
  };
  if (effect.kind === 'percentage') return { ...form, percent: effect.percent };
  if (effect.kind === 'amount') return { ...form, amount: decimalText(effect.amount) };
  if (effect.kind === 'buy_x_get_y') {
    return { ...form, buy: String(effect.buy), get: String(effect.get), getPercent: effect.percent ?? '100', hasGift: Boolean(effect.gift), gift: chosenOf(effect.gift) };
  }
  return {
    ...form,
    parts: effect.parts.map(({ sku, pieces }) => ({ sku, pieces: String(pieces) })),
    bundleBy: effect.price ? 'price' : 'percent',
    bundlePrice: effect.price ? decimalText(effect.price) : '',
    bundlePercent: effect.percent ?? '',
  };
}

/** The promotion that the form describes, or the fields that are wrong. */
export function readForm(form: Form, currency: string): { definition: Definition } | { wrong: Field[] } {
  const wrong: Field[] = [];
  const whole = (field: Field, text: string, least: number, most: number): number => {
    const value = /^-?\d{1,7}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) wrong.push(field);
    return value;
  };
  const maybe = (field: Field, text: string): number | null => (text.trim() ? whole(field, text, 1, 1_000_000) : null);
  const money = (field: Field, text: string, least = 1): Money => {
    const value = parseMoney(text, currency);
    if (!value || value.amount < least) wrong.push(field);
    return value ?? { amount: 0, currency };
  };
  const percent = (field: Field, text: string): string => {
    const parts = parsePercent(text, { least: 1 });
    if (parts === null) wrong.push(field);
    return percentText(parts ?? 0);
  };
  const effectOf = (): Definition['effect'] => {
    if (form.kind === 'percentage') return { kind: 'percentage', percent: percent('percent', form.percent) };
    if (form.kind === 'amount') return { kind: 'amount', amount: money('amount', form.amount) };
    if (form.kind === 'buy_x_get_y') {
      if (form.hasGift && isNothing(form.gift)) wrong.push('gift');
      const [buy, get] = [whole('buy', form.buy, 1, 10_000), whole('get', form.get, 1, 10_000)];
      return { kind: 'buy_x_get_y', buy, get, percent: percent('getPercent', form.getPercent), gift: form.hasGift ? form.gift : null };
    }
    const parts = form.parts.map(({ sku, pieces }) => ({ sku, pieces: whole('parts', pieces, 1, 10_000) }));
    if (parts.reduce((sum, part) => sum + part.pieces, 0) < 2) wrong.push('parts');
    const price = form.bundleBy === 'price' ? money('bundlePrice', form.bundlePrice, 0) : null;
    return { kind: 'bundle', parts, price, percent: price ? null : percent('bundlePercent', form.bundlePercent) };
  };

  if (!form.en.trim()) wrong.push('en');
  if (!form.zh.trim()) wrong.push('zh');
  if (form.group.trim() && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(form.group.trim())) wrong.push('group');
  if (form.starts && form.ends && form.starts >= form.ends) wrong.push('ends');
  const effect = effectOf();
  const minimum = form.minimumSubtotal.trim() ? money('minimumSubtotal', form.minimumSubtotal) : null;
  const definition: Definition = {
    name: { en: form.en.trim(), zh: form.zh.trim() },
    level: form.level,
    effect,
    // A bundle names its own products.
    products: form.kind === 'bundle' ? nothing() : form.products,
    minimum_subtotal: minimum,
    minimum_quantity: maybe('minimumQuantity', form.minimumQuantity),
    organisation_id: form.organisation || null,
    group: form.group.trim() || null,
    currency: minimum || effect.kind === 'amount' || (effect.kind === 'bundle' && effect.price) ? currency : null,
    starts_at: momentOf(form.starts),
    ends_at: momentOf(form.ends),
    priority: whole('priority', form.priority || '0', -1000, 1000),
    stacking: form.exclusive ? 'exclusive' : 'stacks',
    usage_limit: maybe('limit', form.limit),
    per_customer_limit: maybe('limitEach', form.limitEach),
    active: form.active,
  };
  return wrong.length > 0 ? { wrong: [...new Set(wrong)] } : { definition };
}

/** The promotion as it is, to change one thing of it. */
export function definitionOf({ id: _id, state: _state, used: _used, created_at: _at, ...definition }: Promotion): Definition {
  return definition;
}
