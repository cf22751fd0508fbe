import { beforeEach, describe, expect, it } from 'vitest';

import type { Schemas } from '$api';
import { useTexts } from '$lib/i18n.svelte';

import quotes from '../../i18n/en/quotes';
import { endsWithin, happenings, progressOf, savingOf, validityText } from './words';

type Quote = Schemas['QuoteView'];
const usd = (amount: number) => ({ amount, currency: 'USD' });
const happened = (...kinds: Quote['history'][number]['kind'][]) =>
  kinds.map((kind, day) => ({ kind, at: `2026-11-0${day + 1}T10:00:00Z`, by: 'staff' as const, name: '', detail: 'because', version: 1 }));

beforeEach(() => useTexts('en', { quotes }));

describe('what happened', () => {
  it('is told newest first, without what staff do among themselves', () => {
    expect(happenings({ history: happened('requested', 'edited', 'submitted', 'approved', 'issued', 'declined') }).map(({ title }) => title)).toEqual([
      'Declined', 'Offer made, version 1', 'Requested',
    ]);
  });

  it('gives the details that people wrote, not those of the system', () => {
    expect(happenings({ history: happened('issued', 'declined') }).map(({ detail }) => detail)).toEqual(['because', undefined]);
  });
});

describe('where it is', () => {
  it.each([
    ['requested', 1],
    ['submitted', 1],
    ['revised', 1],
    ['issued', 2],
    ['accepted', 3],
  ] as const)('when %s', (state, current) => {
    expect(progressOf({ state, history: happened('requested') })?.current).toBe(current);
  });

  it('starts with the offer where nobody asked', () => {
    expect(progressOf({ state: 'issued', history: happened('drafted') })).toMatchObject({ current: 1, steps: [{ label: 'Our offer' }, { label: 'Your decision' }, { label: 'Ordered' }] });
  });

  it('is nowhere once it has ended', () => {
    expect((['declined', 'expired', 'cancelled'] as const).map((state) => progressOf({ state, history: [] }))).toEqual([null, null, null]);
  });
});

it('says the zone in which its last day ends', () => {
  expect(validityText({ valid_until: '2026-12-22', zone: 'Europe/Berlin', expires_at: '2026-12-22T22:59:59Z' })).toBe('the end of Dec 22, 2026 (Central European Standard Time)');
  expect(validityText({ valid_until: null, zone: 'UTC', expires_at: null })).toBe('');
});

it('counts what is saved on the lines and on the whole', () => {
  const totals = { subtotal: usd(90_000), discount: usd(-5_000) } as Quote['totals'];
  expect(savingOf({ list_total: usd(100_000), totals })).toEqual({ amount: usd(15_000), percent: '15%' });
  expect(savingOf({ list_total: usd(85_000), totals })).toBeNull();
  expect(savingOf({ list_total: usd(85_500), totals })).toBeNull();
});

it('knows when an end is near', () => {
  const now = new Date('2026-12-20T00:00:00Z');
  expect([endsWithin(3, '2026-12-22T22:59:59Z', now), endsWithin(3, '2026-12-31T22:59:59Z', now), endsWithin(3, null, now)]).toEqual([true, false, false]);
});
