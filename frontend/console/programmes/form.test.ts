import { describe, expect, it } from 'vitest';

import { emptyForm, formOf, freshCode, hostOf, invitationLink, readForm, SENT, type Form, type Programme } from './form';
import { emptyRule, readRule, ruleFormOf, rulePhrases, type Rule, type RuleForm } from './rule-form';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const programme: Programme = {
  id: 'prg_1', name: { en: 'Friends', zh: '朋友' }, terms: { en: 'Be kind.', zh: '友善。' }, terms_version: 2, approval: 'invitation', currency: 'USD', attribution: 'first_click',
  window_days: 45, hold_days: 0, minimum_payout: usd(5000), tiers: [{ name: 'Gold', from_sales: usd(1_000_000) }], rules: [], active: false, created_at: '2026-01-01T00:00:00Z', lock: 3,
  invitation_code: 'SPRING-2026', groups: ['press'], caps: { per_order: usd(2000), per_member_month: null, per_month: usd(50_000), total: null }, brand_words: ['portico'],
  banned_referrers: ['deals.example'], review_score: 80, members: 1, waiting: 0, earned: usd(0),
};
const typed = (values: Partial<Form>): Form => ({ ...emptyForm(), en: 'Friends', zh: '朋友', ...values });

describe('a programme’s form', () => {
  it('gives a programme back as it is', () => {
    const { name, terms, currency, approval, attribution, window_days, hold_days, tiers, active } = programme;
    expect(readForm(formOf(programme), 'USD')).toEqual({
      definition: {
        name, terms, currency, approval, attribution, window_days, hold_days, tiers, active, invitation_code: 'SPRING-2026', minimum_payout: 5000, groups: ['press'],
        caps: programme.caps, brand_words: ['portico'], banned_referrers: ['deals.example'], review_score: 80,
      },
    });
  });
  it.each<[Partial<Form>, keyof typeof SENT]>([
    [{ en: ' ' }, 'en'],
    [{ approval: 'invitation' }, 'code'],
    [{ approval: 'invitation', code: 'SPRING ' }, 'code'],
    [{ window: '0' }, 'window'],
    [{ hold: '400' }, 'hold'],
    [{ minimum: '1.234' }, 'minimum'],
    [{ tiers: [{ name: 'Gold', from: '10' }, { name: 'Gold', from: '20' }] }, 'tiers'],
    [{ tiers: [{ name: 'Gold', from: 'much' }] }, 'tiers'],
    [{ caps: { ...emptyForm().caps, per_month: '-5' } }, 'per_month'],
    [{ score: '' }, 'score'],
  ])('points at what is wrong in %j', (values, field) => {
    expect(readForm(typed(values), 'USD')).toEqual({ wrong: [field] });
  });
  it.each([['https://www.Deals.example/x?y', 'www.deals.example'], ['deals.example:8080', 'deals.example'], ['deals', ''], ['a b.example', '']])('takes the site of %s', (text, host) => {
    expect(hostOf(text)).toBe(host);
  });
  it('makes codes that differ', () => {
    expect(freshCode()).toMatch(/^[A-Z2-9]{8}$/);
    expect(new Set(Array.from({ length: 50 }, freshCode)).size).toBe(50);
  });
  it('invites with a link that names the code alone', () => {
    expect(invitationLink('A & B 2026', 'https://shop.example')).toBe('https://shop.example/partners/join?invitation=A+%26+B+2026');
    expect(invitationLink('', 'https://shop.example')).toBe('');
  });
});

const none = { skus: [], categories: [], brands: [], members: [], groups: [], tiers: [], customer: null, order_net_from: null };
const rule = (values: Partial<Rule>): Rule => ({ id: 'rul_1', reward: { kind: 'percent_of_line', percent: '2.9' }, when: none, recurring_months: 0, priority: 0, words: '', phrases: [], ...values });

describe('a rule’s form', () => {
  it.each<[string, Partial<Rule>]>([
    ['a share of everything', {}],
    ['an amount a piece', { reward: { kind: 'fixed_per_piece', amount: usd(250) }, when: { ...none, skus: ['A'], members: ['aff_1'] } }],
    ['a share of the order', { reward: { kind: 'percent_of_order', percent: '5' }, when: { ...none, customer: 'new', order_net_from: usd(10_000), tiers: ['Gold'] }, recurring_months: 12, priority: -3 }],
  ])('gives back %s', (_what, values) => {
    const known = rule(values);
    const { reward, when, recurring_months, priority } = known;
    expect(readRule(ruleFormOf(known), 'USD')).toEqual({ rule: { reward, when, recurring_months, priority } });
  });
  it.each<[Partial<RuleForm>, string]>([
    [{ percent: '101' }, 'percent'],
    [{ kind: 'fixed_per_piece', amount: '0' }, 'amount'],
    [{ percent: '5', orderFrom: 'x' }, 'orderFrom'],
    [{ percent: '5', months: '-1' }, 'months'],
    [{ percent: '5', priority: '1001' }, 'priority'],
  ])('points at what is wrong in %j', (values, field) => {
    expect(readRule({ ...emptyRule(), ...values }, 'USD')).toEqual({ wrong: [field] });
  });
  it('says the rule before it is saved as the API would', () => {
    expect(rulePhrases({ reward: { kind: 'percent_of_line', percent: '5' } })).toEqual([{ code: 'percent_of_line', params: { percent: '5' } }, { code: 'everything', params: {} }]);
    expect(rulePhrases({ reward: { kind: 'percent_of_line', percent: '5' }, when: { skus: ['A', 'B', 'C', 'D'] }, recurring_months: 3 }).slice(1)).toEqual([
      { code: 'skus', params: { names: ['A', 'B', 'C'], more: 1 } },
      { code: 'recurring', params: { months: 3 } },
    ]);
  });
});
