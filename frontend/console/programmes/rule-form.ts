import type { Money, Schemas } from '$api';
import { decimalText, parseMoney } from '$lib/format';

import { parsePercent, percentText } from '../lib/percent';

export type Rule = Schemas['RuleView'];
export type RuleDefinition = Schemas['RuleDefinition'];
export const REWARDS = ['percent_of_line', 'percent_of_order', 'fixed_per_piece'] as const satisfies readonly Rule['reward']['kind'][];

/** A rule as it stands in its form. */
export interface RuleForm {
  kind: Rule['reward']['kind'];
  percent: string;
  amount: string;
  products: { skus: string[]; categories: string[]; brands: string[] };
  members: string[];
  groups: string[];
  tiers: string[];
  customer: '' | 'new' | 'returning';
  orderFrom: string;
  months: string;
  priority: string;
}
export type RuleField = 'percent' | 'amount' | 'orderFrom' | 'months' | 'priority';

export function emptyRule(): RuleForm {
  return { kind: 'percent_of_line', percent: '', amount: '', products: { skus: [], categories: [], brands: [] }, members: [], groups: [], tiers: [], customer: '', orderFrom: '', months: '0', priority: '0' };
}

export function ruleFormOf({ reward, when, recurring_months, priority }: Rule): RuleForm {
  const worth = reward.kind === 'fixed_per_piece' ? { amount: decimalText(reward.amount) } : { percent: reward.percent };
  return {
    ...emptyRule(),
    kind: reward.kind,
    ...worth,
    products: { skus: [...(when.skus ?? [])], categories: [...(when.categories ?? [])], brands: [...(when.brands ?? [])] },
    members: [...(when.members ?? [])],
    groups: [...(when.groups ?? [])],
    tiers: [...(when.tiers ?? [])],
    customer: when.customer ?? '',
    orderFrom: when.order_net_from ? decimalText(when.order_net_from) : '',
    months: String(recurring_months),
    priority: String(priority),
  };
}

/** The rule that the form describes, or the fields that are wrong. */
export function readRule(form: RuleForm, currency: string): { rule: RuleDefinition } | { wrong: RuleField[] } {
  const wrong: RuleField[] = [];
  const whole = (field: RuleField, text: string, least: number, most: number): number => {
    const value = /^-?\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) wrong.push(field);
    return value;
  };
  const money = (field: RuleField, text: string, least: number): Money => {
    const value = parseMoney(text, currency);
    if (!value || value.amount < least) wrong.push(field);
    return value ?? { amount: 0, currency };
  };
  const rewardOf = (): RuleDefinition['reward'] => {
    if (form.kind === 'fixed_per_piece') return { kind: form.kind, amount: money('amount', form.amount, 1) };
    const parts = parsePercent(form.percent, { least: 1 });
    if (parts === null) wrong.push('percent');
    return { kind: form.kind, percent: percentText(parts ?? 0) };
  };
  const rule: RuleDefinition = {
    reward: rewardOf(),
    when: {
      ...form.products,
      members: form.members,
      groups: form.groups,
      tiers: form.tiers,
      customer: form.customer || null,
      order_net_from: form.orderFrom.trim() ? money('orderFrom', form.orderFrom, 1) : null,
    },
    recurring_months: whole('months', form.months || '0', 0, 120),
    priority: whole('priority', form.priority || '0', -1000, 1000),
  };
  return wrong.length > 0 ? { wrong } : { rule };
}

const NAMED = 3;

/** The rule by code, as the API would say it once it is saved. */
export function rulePhrases({ reward, when = {}, recurring_months = 0 }: RuleDefinition): Schemas['PhraseView'][] {
  const found: Schemas['PhraseView'][] = [
    reward.kind === 'fixed_per_piece' ? { code: reward.kind, params: { ...reward.amount } } : { code: reward.kind, params: { percent: reward.percent } },
  ];
  for (const code of ['skus', 'categories', 'brands', 'groups', 'tiers'] as const) {
    const names = when[code] ?? [];
    if (names.length > 0) found.push({ code, params: { names: names.slice(0, NAMED), more: Math.max(0, names.length - NAMED) } });
  }
  if (when.members?.length) found.push({ code: 'members', params: {} });
  if (when.customer) found.push({ code: `customer_${when.customer}`, params: {} });
  if (when.order_net_from) found.push({ code: 'order_from', params: { ...when.order_net_from } });
  if (found.length === 1) found.push({ code: 'everything', params: {} });
  if (recurring_months) found.push({ code: 'recurring', params: { months: recurring_months } });
  return found;
}
