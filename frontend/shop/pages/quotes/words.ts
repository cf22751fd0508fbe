import type { Money, Schemas } from '$api';
import { date, number, zoneName } from '$lib/i18n.svelte';
import type { Tone } from '$ui';
import { alert, check, clock, close, edit, mail, note } from '$ui/icons';

import { t } from '../../i18n';

type Quote = Schemas['QuoteView'];
type State = Quote['state'];

/** A quote's state in its customer's words: what staff do among themselves is one thing to them. */
export const stateText = (state: State): string => t(`quotes.state_${state}`);

export function stateTone(state: State): Tone | 'neutral' {
  if (state === 'issued' || state === 'accepted') return 'positive';
  if (state === 'expired' || state === 'revised') return 'caution';
  return state === 'declined' || state === 'cancelled' ? 'neutral' : 'info';
}

/** It is with staff: nothing to decide yet. */
export const isInPreparation = (state: State): boolean => state === 'requested' || state === 'draft' || state === 'submitted' || state === 'approved';

/** `the end of Dec 22, 2026 (Central European Standard Time)`; '' where it has no end yet. */
export function validityText({ valid_until: day, zone = 'UTC', expires_at: at }: { valid_until?: string | null; zone?: string; expires_at: string | null }): string {
  return day ? t('quotes.day_in_zone', { day: date(day), zone: zoneName(zone, at ?? day) }) : '';
}

/** The last minute before an end, as the reader's clock shows it: midnight would name the next day. */
export const untilText = (at: string): string => date(new Date(Date.parse(at) - 60_000), 'moment');

/** The same end for a reader in another zone; '' where the zone is theirs. */
export function yourTimeText({ zone, expires_at: at }: Pick<Quote, 'zone' | 'expires_at'>): string {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return at && zone !== here && zoneName(zone, at) !== zoneName(here, at) ? t('quotes.valid_your_time', { at: untilText(at) }) : '';
}

const KINDS = ['accepted', 'cancelled', 'declined', 'expired', 'honoured', 'issued', 'reminded', 'reopened', 'requested', 'revised'] as const;
type Kind = (typeof KINDS)[number];
const isShown = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);

const LOOKS: Record<Kind, { tone: Tone; icon: string }> = {
  requested: { tone: 'info', icon: note },
  issued: { tone: 'positive', icon: mail },
  revised: { tone: 'info', icon: edit },
  accepted: { tone: 'positive', icon: check },
  declined: { tone: 'caution', icon: close },
  expired: { tone: 'caution', icon: clock },
  cancelled: { tone: 'caution', icon: close },
  honoured: { tone: 'positive', icon: check },
  reminded: { tone: 'info', icon: mail },
  reopened: { tone: 'caution', icon: alert },
};
/** What people wrote themselves. */
const WRITTEN: readonly Kind[] = ['cancelled', 'declined', 'honoured'];

/** What happened to a quote, newest first, for `Timeline`. */
export function happenings(quote: Pick<Quote, 'history'>): { id: string; at: string; title: string; detail?: string; tone: Tone; icon: string }[] {
  return quote.history
    .flatMap(({ at, kind, detail, version }, index) =>
      isShown(kind)
        ? [{ id: String(index), at, title: t(`quotes.did_${kind}`, { version }), detail: WRITTEN.includes(kind) && detail ? detail : undefined, ...LOOKS[kind] }]
        : [],
    )
    .reverse();
}

/** Where a quote is on its way, for `Stepper`; null where its way has ended. */
export function progressOf({ state, history }: Pick<Quote, 'state' | 'history'>): { steps: { label: string }[]; current: number } | null {
  if (state === 'declined' || state === 'expired' || state === 'cancelled') return null;
  const names = ['requested', 'offer', 'decide', 'ordered'] as const;
  const current = state === 'accepted' ? 3 : state === 'issued' ? 2 : 1;
  // What staff drafted of their own accord, nobody requested.
  const skipped = history.some(({ kind }) => kind === 'requested') ? 0 : 1;
  return { steps: names.slice(skipped).map((name) => ({ label: t(`quotes.step_${name}`) })), current: current - skipped };
}

export interface Saving {
  amount: Money;
  /** Of the price without the quote. */
  percent: string;
}

/** What the offer takes off what its lines would cost without it; null where it takes nothing off. */
export function savingOf({ list_total: list, totals }: Pick<Quote, 'list_total' | 'totals'>): Saving | null {
  const amount = list.amount - (totals.subtotal.amount + totals.discount.amount);
  // Less than a percent would be told as nothing.
  if (amount <= 0 || list.amount <= 0 || amount * 100 < list.amount) return null;
  return { amount: { ...list, amount }, percent: number(amount / list.amount, { style: 'percent', maximumFractionDigits: 1 }) };
}

/** Whether something ends within so many days. */
export function endsWithin(days: number, at: string | null, now: Date): boolean {
  return at !== null && Date.parse(at) - now.getTime() < days * 86_400_000;
}
