import type { Schemas } from '$api';
import { decimalText, parseMoney } from '$lib/format';

import { parsePercent, percentText } from '../lib/percent';

export type Rule = Schemas['ApprovalRule'];
export type When = 'discount' | 'margin' | 'amount';

/** A rule as it stands in its row: texts, as they are typed. */
export interface RuleForm {
  id: string;
  name: string;
  tier: string;
  role: Rule['role'];
  when: When;
  value: string;
  currency: string;
}

export const emptyRule = (currency: string): RuleForm => ({ id: '', name: '', tier: '1', role: 'finance', when: 'discount', value: '', currency });

export function formOf(rule: Rule, currency: string): RuleForm {
  const { discount_at_least_percent: discount, margin_below_percent: margin, amount_at_least: amount } = rule.when;
  return {
    id: rule.id ?? '',
    name: rule.name,
    tier: String(rule.tier),
    role: rule.role,
    when: amount ? 'amount' : margin ? 'margin' : 'discount',
    value: amount ? decimalText(amount) : (margin ?? discount ?? ''),
    currency: amount?.currency ?? currency,
  };
}

/** The rule that a row describes; null where something in it is missing or wrong. */
export function readRule(form: RuleForm): Rule | null {
  const name = form.name.trim();
  const parts = form.when === 'amount' ? null : parsePercent(form.value);
  const amount = form.when === 'amount' ? parseMoney(form.value, form.currency) : null;
  if (!name || (parts === null && (amount === null || amount.amount <= 0))) return null;
  const when: Rule['when'] = amount ? { amount_at_least: amount } : form.when === 'margin' ? { margin_below_percent: percentText(parts ?? 0) } : { discount_at_least_percent: percentText(parts ?? 0) };
  return { id: form.id, name, tier: Number(form.tier), role: form.role, when };
}
