import type { Schemas } from '$api';
import type { Tone } from '$ui';

export type Order = Schemas['OrderView'];
export type OrderLine = Schemas['OrderLineView'];
export type Summary = Schemas['OrderSummary'];
export type OrderState = Order['state'];
export type Pieces = Schemas['LineQuantity'];

/** All states: first those that wait for staff, then the others in the order of an order's life. */
export const STATES: readonly OrderState[] = ['paid', 'pre_accepted', 'accepted', 'partially_shipped', 'in_progress', 'shipped', 'completed', 'cancelled', 'placed'];
/** Those in which an order waits for staff. */
export const WAITING = ['paid', 'pre_accepted', 'accepted', 'partially_shipped', 'in_progress'] as const satisfies readonly OrderState[];

export const STATE_TONES: Record<OrderState, Tone | 'neutral'> = {
  placed: 'neutral',
  paid: 'caution',
  pre_accepted: 'caution',
  accepted: 'info',
  in_progress: 'info',
  partially_shipped: 'info',
  shipped: 'positive',
  completed: 'positive',
  cancelled: 'neutral',
};

export const PAYMENT_TONES: Record<Order['payment_state'], Tone | 'neutral'> = {
  none: 'neutral',
  pending: 'neutral',
  paid: 'positive',
  partially_refunded: 'caution',
  refunded: 'caution',
};

/** The lists of what waits for staff: a state's orders, or those with a return to decide. */
export const QUEUES = [...WAITING, 'returns'] as const;
export type Queue = (typeof QUEUES)[number];
export const isQueue = (list: string): list is Queue => (QUEUES as readonly string[]).includes(list);

export const isState = (value: string | null): value is OrderState => STATES.includes(value as OrderState);

/** An order's number from what a person types: `p7k3m2qxd` is `P-7K3M-2QXD`. Null for anything else. */
export function orderNumber(words: string): string | null {
  const letters = words.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return /^P[0-9A-Z]{8}$/.test(letters) ? `P-${letters.slice(1, 5)}-${letters.slice(5)}` : null;
}
