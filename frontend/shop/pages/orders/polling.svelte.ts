import type { Schemas } from '$api';

/** A payment that was just made is confirmed within seconds; after this many looks it is said that it takes longer. */
export const PATIENCE = 20;
const FINAL = new Set<Schemas['OrderView']['state']>(['cancelled', 'completed']);

/** When to look at an order again, in milliseconds; null: nothing more is expected. */
export function nextLook(order: Schemas['OrderView'], confirming: boolean, looks: number): number | null {
  if (order.payment_state === 'pending' && order.kind === 'payment') return confirming && looks < PATIENCE ? 1_500 : 8_000;
  if (order.refunds.some(({ state }) => state === 'pending')) return looks < PATIENCE ? 4_000 : 30_000;
  const comingBack = order.returns.some(({ state }) => state === 'requested' || state === 'approved');
  return FINAL.has(order.state) && !comingBack ? null : 30_000;
}

/** Looks again while the page is seen, as often as `next` says. Call it while a component is set up. */
export function poll(next: (looks: number) => number | null, look: () => Promise<void>): { readonly looks: number } {
  let looks = $state(0);
  let isSeen = $state(document.visibilityState === 'visible');
  $effect(() => {
    const follow = (): void => {
      isSeen = document.visibilityState === 'visible';
    };
    document.addEventListener('visibilitychange', follow);
    return () => document.removeEventListener('visibilitychange', follow);
  });
  $effect(() => {
    const wait = isSeen ? next(looks) : null;
    if (wait === null) return;
    const timer = setTimeout(() => void look().finally(() => (looks += 1)), wait);
    return () => clearTimeout(timer);
  });
  return {
    get looks() {
      return looks;
    },
  };
}
