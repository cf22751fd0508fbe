import type { Money, Schemas } from '$api';
import { decimalText, parseMoney } from '$lib/format';

export type Programme = Schemas['ProgrammeView'];
export type Definition = Schemas['ProgrammeDefinition'];
type Caps = Schemas['CapsDefinition'];

export const APPROVALS = ['open', 'manual', 'invitation'] as const satisfies readonly Programme['approval'][];
export const MODELS = ['last_click', 'first_click'] as const satisfies readonly Programme['attribution'][];
/** How many characters a code has at least: so many that nobody guesses it. */
export const LEAST_CODE = 8;
export const CAPS = ['per_order', 'per_member_month', 'per_month', 'total'] as const satisfies readonly (keyof Caps)[];

/** A programme as it stands in its form: texts, as they are typed. */
export interface Form {
  en: string;
  zh: string;
  termsEn: string;
  termsZh: string;
  approval: Programme['approval'];
  code: string;
  attribution: Programme['attribution'];
  window: string;
  hold: string;
  minimum: string;
  groups: string[];
  tiers: { name: string; from: string }[];
  caps: Record<keyof Caps, string>;
  brandWords: string[];
  referrers: string[];
  score: string;
  active: boolean;
}
export type Field = 'en' | 'zh' | 'code' | 'window' | 'hold' | 'minimum' | 'tiers' | 'score' | keyof Caps;

/** What the API calls a field. */
export const SENT: Record<Field, string> = {
  en: 'name.en', zh: 'name.zh', code: 'invitation_code', window: 'window_days', hold: 'hold_days', minimum: 'minimum_payout', tiers: 'tiers', score: 'review_score',
  per_order: 'caps.per_order', per_member_month: 'caps.per_member_month', per_month: 'caps.per_month', total: 'caps.total',
};

export function emptyForm(): Form {
  return {
    en: '', zh: '', termsEn: '', termsZh: '', approval: 'manual', code: '', attribution: 'last_click', window: '30', hold: '14', minimum: '50', groups: [], tiers: [],
    caps: { per_order: '', per_member_month: '', per_month: '', total: '' }, brandWords: [], referrers: [], score: '50', active: true,
  };
}

const typed = (money: Money | null | undefined): string => (money ? decimalText(money) : '');

export function formOf(programme: Programme): Form {
  const { caps } = programme;
  return {
    en: programme.name.en,
    zh: programme.name.zh,
    termsEn: programme.terms.en ?? '',
    termsZh: programme.terms.zh ?? '',
    approval: programme.approval,
    code: programme.invitation_code ?? '',
    attribution: programme.attribution,
    window: String(programme.window_days),
    hold: String(programme.hold_days),
    minimum: decimalText(programme.minimum_payout),
    groups: [...(programme.groups ?? [])],
    tiers: programme.tiers.map(({ name, from_sales }) => ({ name, from: decimalText(from_sales) })),
    caps: { per_order: typed(caps?.per_order), per_member_month: typed(caps?.per_member_month), per_month: typed(caps?.per_month), total: typed(caps?.total) },
    brandWords: [...(programme.brand_words ?? [])],
    referrers: [...(programme.banned_referrers ?? [])],
    score: String(programme.review_score ?? 50),
    active: programme.active,
  };
}

/** The programme that the form describes, or the fields that are wrong. */
export function readForm(form: Form, currency: string): { definition: Definition } | { wrong: Field[] } {
  const wrong: Field[] = [];
  const whole = (field: Field, text: string, least: number, most: number): number => {
    const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) wrong.push(field);
    return value;
  };
  const money = (field: Field, text: string): Money => {
    const value = parseMoney(text, currency);
    if (!value || value.amount < 0) wrong.push(field);
    return value ?? { amount: 0, currency };
  };
  const cap = (name: keyof Caps): Money | null => (form.caps[name].trim() ? money(name, form.caps[name]) : null);

  if (!form.en.trim()) wrong.push('en');
  if (!form.zh.trim()) wrong.push('zh');
  if (form.approval === 'invitation' && form.code.trim().length < LEAST_CODE) wrong.push('code');
  const tiers = form.tiers.map(({ name, from }) => ({ name: name.trim(), from_sales: money('tiers', from) }));
  if (tiers.some(({ name }) => !name) || new Set(tiers.map(({ name }) => name)).size < tiers.length) wrong.push('tiers');
  const definition: Definition = {
    name: { en: form.en.trim(), zh: form.zh.trim() },
    terms: { en: form.termsEn.trim(), zh: form.termsZh.trim() },
    currency,
    approval: form.approval,
    invitation_code: form.code.trim(),
    attribution: form.attribution,
    window_days: whole('window', form.window, 1, 365),
    hold_days: whole('hold', form.hold, 0, 365),
    minimum_payout: money('minimum', form.minimum || '0').amount,
    groups: form.groups,
    tiers,
    caps: { per_order: cap('per_order'), per_member_month: cap('per_member_month'), per_month: cap('per_month'), total: cap('total') },
    brand_words: form.brandWords,
    banned_referrers: form.referrers,
    review_score: whole('score', form.score, 1, 1000),
    active: form.active,
  };
  return wrong.length > 0 ? { wrong: [...new Set(wrong)] } : { definition };
}

/** A site as the API wants it, of whatever address was pasted: `https://www.Deals.example/x` → `www.deals.example`; empty: it is none. */
export function hostOf(text: string): string {
  const host = text.trim().toLowerCase().replace(/^[a-z]+:\/\//, '').replace(/[/?#:].*$/, '');
  return /^(?=.{3,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) ? host : '';
}

/** A code that nobody guesses and everybody can type: without letters that look alike. */
export function freshCode(): string {
  const letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
  return [...crypto.getRandomValues(new Uint8Array(LEAST_CODE))].map((byte) => letters[byte % letters.length]).join('');
}

/** What is sent to who is invited: it opens the sign-up with the code in it. Empty while there is none. */
export function invitationLink(code: string, origin: string): string {
  return code ? `${origin}/partners/join?${new URLSearchParams({ invitation: code })}` : '';
}
