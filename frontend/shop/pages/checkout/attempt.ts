import { api, asProblem, idempotencyKey, type Answer, type ApiProblem, type Schemas } from '$api';

import { keptIn } from './kept';

/** A person's press on the button: what is ordered, under a key that stays until it is known what came of it. */
export interface Attempt {
  key: string;
  cartId: string;
  cartToken: string | null;
  body: Schemas['CheckoutRequest'];
}

const kept = keptIn<Attempt>('checkout-attempt');
const STILL_RUNNING_MS = 1_000;
const MAX_WAITS = 15;

/** An attempt whose answer never came (a lost connection, a reload). */
export const openAttempt = (): Attempt | null => kept.read();

/** The attempt for an order: the open one where it is for the same, so that pressing twice orders once. */
export function attemptFor(order: Omit<Attempt, 'key'>): Attempt {
  const open = kept.read();
  if (open && JSON.stringify({ ...open, key: '' }) === JSON.stringify({ ...order, key: '' })) return open;
  const attempt = { ...order, key: idempotencyKey() };
  kept.write(attempt);
  return attempt;
}

/** Sends an attempt. Throws a problem; the attempt stays open where it is not certain that nothing was ordered. */
export async function send(attempt: Attempt, wait = pause): Promise<Answer<'/v1/carts/{cart_id}/checkout', 'post'>> {
  for (let waits = 0; ; waits += 1) {
    try {
      const answer = await api.post('/v1/carts/{cart_id}/checkout', {
        path: { cart_id: attempt.cartId },
        body: attempt.body,
        cartToken: attempt.cartToken,
        idempotencyKey: attempt.key,
      });
      kept.clear();
      return answer;
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code === 'request_still_running' && waits < MAX_WAITS) {
        await wait(STILL_RUNNING_MS);
        continue;
      }
      if (isCertain(problem)) kept.clear();
      throw problem;
    }
  }
}

/** Whether the answer says that nothing was ordered. */
function isCertain({ status, code }: ApiProblem): boolean {
  return status >= 400 && status < 500 && status !== 429 && code !== 'request_still_running';
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
