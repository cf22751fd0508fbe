import type { Schemas } from '$api';
import type { Tone } from '$ui';

export type Quote = Schemas['QuoteView'];
export type QuoteLine = Schemas['QuoteLineView'];
export type Summary = Schemas['QuoteSummary'];
export type QuoteState = Quote['state'];

/** The states that a list is made of: first those in which staff have something to do. */
export const STATES: readonly QuoteState[] = ['requested', 'draft', 'submitted', 'approved', 'issued', 'accepted', 'expired', 'declined', 'cancelled'];
export const isState = (value: string | null): value is QuoteState => STATES.includes(value as QuoteState);

export const STATE_TONES: Record<QuoteState, Tone | 'neutral'> = {
  requested: 'caution',
  draft: 'neutral',
  submitted: 'caution',
  approved: 'info',
  issued: 'info',
  revised: 'neutral',
  accepted: 'positive',
  declined: 'danger',
  expired: 'caution',
  cancelled: 'neutral',
};

/** Revising takes a quote back that was not issued yet; afterwards it begins a new version. */
export const beforeIssue = (state: QuoteState): boolean => state === 'submitted' || state === 'approved';

export const APPROVAL_TONES: Record<Schemas['ApprovalView']['state'], Tone | 'neutral'> = { waiting: 'caution', approved: 'positive', rejected: 'danger' };

/** A quote's number from what a person types: `q7k3m2qxd` is `Q-7K3M-2QXD`. Null for anything else. */
export function quoteNumber(words: string): string | null {
  const letters = words.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return /^Q[0-9A-Z]{8}$/.test(letters) ? `Q-${letters.slice(1, 5)}-${letters.slice(5)}` : null;
}

/** The IANA zones that the browser knows, to choose from. */
export function zones(): { value: string; label: string }[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}
