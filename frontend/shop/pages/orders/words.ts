import type { Schemas } from '$api';
import type { Tone } from '$ui';
import { alert, box, check, clock, close, refresh, returned, truck } from '$ui/icons';

import { t } from '../../i18n';

type Order = Pick<Schemas['OrderView'], 'kind' | 'payment_state' | 'state'>;

/** An order's state in the customer's words. */
export function stateText({ kind, state }: Order): string {
  // On account nothing has to be paid before it is sent.
  return state === 'placed' && kind === 'on_account' ? t('orders.state_received') : t(`orders.state_${state}`);
}

export function stateTone({ kind, state }: Order): Tone | 'neutral' {
  if (state === 'placed') return kind === 'on_account' ? 'info' : 'caution';
  if (state === 'cancelled') return 'neutral';
  return state === 'shipped' || state === 'completed' ? 'positive' : 'info';
}

type Kind = Schemas['TimelineEntry']['kind'];

const LOOKS: Partial<Record<Kind, { tone: Tone; icon: string }>> = {
  payment_received: { tone: 'positive', icon: check },
  payment_failed: { tone: 'danger', icon: alert },
  payment_expired: { tone: 'caution', icon: clock },
  accepted: { tone: 'info', icon: box },
  taken_up: { tone: 'info', icon: box },
  shipped: { tone: 'info', icon: truck },
  delivered: { tone: 'positive', icon: check },
  completed: { tone: 'positive', icon: check },
  cancelled: { tone: 'caution', icon: close },
  refund_requested: { tone: 'info', icon: refresh },
  refunded: { tone: 'positive', icon: refresh },
  refund_failed: { tone: 'caution', icon: alert },
  return_requested: { tone: 'info', icon: returned },
  return_approved: { tone: 'positive', icon: returned },
  return_rejected: { tone: 'caution', icon: returned },
  return_received: { tone: 'positive', icon: returned },
};
/** What staff or the customer wrote themselves; the rest of the details is made by the system. */
const WRITTEN: readonly Kind[] = ['accepted', 'cancelled', 'completed', 'return_approved', 'return_received', 'return_rejected', 'return_requested', 'shipped', 'taken_up'];

/** What happened to an order, newest first, for `Timeline`. */
export function happenings(order: Schemas['OrderView']): { id: string; at: string; title: string; detail?: string; tone: Tone; icon: string }[] {
  return order.timeline
    .map((entry, index) => ({
      id: String(index),
      at: entry.at,
      title: t(`orders.did_${entry.kind}`),
      detail: WRITTEN.includes(entry.kind) && entry.detail ? entry.detail : undefined,
      ...(LOOKS[entry.kind] ?? { tone: 'info' as const, icon: box }),
    }))
    .reverse();
}

const STEPS = {
  payment: ['ordered', 'paid', 'prepared', 'sent', 'done'],
  on_account: ['ordered', 'prepared', 'sent', 'done'],
  pre_acceptance: ['received', 'handled', 'done'],
} as const;

/** Where an order is on its way, for `Stepper`. */
export function progressOf(order: Schemas['OrderView']): { steps: { label: string }[]; current: number } {
  const names = STEPS[order.kind];
  // The step that is being worked on; past the last one everything is done.
  const at = { placed: 1, pre_accepted: 1, in_progress: 1, paid: 2, accepted: 2, partially_shipped: 3, shipped: 4, completed: names.length, cancelled: 0 }[order.state];
  // On account there is no step of paying before it is prepared.
  const current = order.kind === 'on_account' && order.state !== 'completed' ? Math.max(1, at - 1) : at;
  return { steps: names.map((name) => ({ label: t(`orders.step_${name}`) })), current };
}

/** How many pieces of a line can still be sent back. */
export function returnable(order: Schemas['OrderView'], line: Schemas['OrderLineView']): number {
  const underWay = order.returns
    .filter(({ state }) => state === 'requested' || state === 'approved')
    .flatMap(({ lines }) => lines)
    .reduce((sum, part) => sum + (part.line === line.id ? part.quantity : 0), 0);
  return Math.max(0, line.shipped - line.returned - underWay);
}

/** Pieces of a line that are still to be sent. */
export const open = (line: Schemas['OrderLineView']): number => Math.max(0, line.quantity - line.shipped - (line.dropped ?? 0));
