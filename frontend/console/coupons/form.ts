import type { Schemas } from '$api';
import { decimalText, parseMoney } from '$lib/format';

import { localTime, momentOf } from '../lib/local-time';

export type Coupon = Schemas['CouponView'];
export type Definition = Schemas['CouponDefinition'];
export type CouponState = 'active' | 'off' | 'ended' | 'planned' | 'used_up';

/** A coupon as it stands in the form: texts, as they are typed. Times are local (`2026-01-31T09:00`). */
export interface Form {
  code: string;
  kind: 'percent' | 'amount';
  percent: string;
  amount: string;
  minimum: string;
  starts: string;
  ends: string;
  limit: string;
  limitEach: string;
  delivery: boolean;
  active: boolean;
}
export type FormField = 'code' | 'percent' | 'amount' | 'minimum' | 'ends' | 'limit' | 'limitEach';

export const EMPTY: Form = { code: '', kind: 'percent', percent: '', amount: '', minimum: '', starts: '', ends: '', limit: '', limitEach: '', delivery: false, active: true };

export function formOf(coupon: Coupon): Form {
  return {
    code: coupon.code,
    kind: coupon.amount ? 'amount' : 'percent',
    percent: coupon.percent ?? '',
    amount: coupon.amount ? decimalText(coupon.amount) : '',
    minimum: coupon.minimum_subtotal ? decimalText(coupon.minimum_subtotal) : '',
    starts: localTime(coupon.starts_at),
    ends: localTime(coupon.ends_at),
    limit: coupon.usage_limit?.toString() ?? '',
    limitEach: coupon.per_customer_limit?.toString() ?? '',
    delivery: coupon.applies_to_delivery,
    active: coupon.active,
  };
}

/** The coupon that the form describes, or the fields that are wrong. */
export function readForm(form: Form, currency: string): { definition: Definition } | { wrong: FormField[] } {
  const wrong: FormField[] = [];
  const limit = (field: 'limit' | 'limitEach'): number | null => {
    const text = form[field].trim();
    if (!text) return null;
    if (!/^\d{1,7}$/.test(text) || Number(text) < 1 || Number(text) > 1_000_000) wrong.push(field);
    return Number(text);
  };
  const amount = (field: 'amount' | 'minimum') => {
    const money = parseMoney(form[field], currency);
    if (!money || money.amount <= 0) wrong.push(field);
    return money;
  };
  const percent = form.percent.trim().replace(',', '.');
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{1,39}$/.test(form.code.trim())) wrong.push('code');
  if (form.kind === 'percent' && !(/^\d{1,3}(\.\d{1,3})?$/.test(percent) && Number(percent) > 0 && Number(percent) <= 100)) wrong.push('percent');
  if (form.starts && form.ends && form.starts >= form.ends) wrong.push('ends');
  const definition: Definition = {
    percent: form.kind === 'percent' ? percent : null,
    amount: form.kind === 'amount' ? amount('amount') : null,
    minimum_subtotal: form.minimum.trim() ? amount('minimum') : null,
    starts_at: momentOf(form.starts),
    ends_at: momentOf(form.ends),
    usage_limit: limit('limit'),
    per_customer_limit: limit('limitEach'),
    applies_to_delivery: form.delivery,
    active: form.active,
  };
  return wrong.length > 0 ? { wrong } : { definition };
}

/** The coupon as it is, to change one thing of it. */
export function definitionOf({ code: _code, used: _used, ...definition }: Coupon): Definition {
  return definition;
}

export function stateOf(coupon: Coupon, now: Date): CouponState {
  if (!coupon.active) return 'off';
  if (coupon.ends_at && new Date(coupon.ends_at) <= now) return 'ended';
  if (coupon.usage_limit !== null && coupon.used >= coupon.usage_limit) return 'used_up';
  return coupon.starts_at && new Date(coupon.starts_at) > now ? 'planned' : 'active';
}
