import { api, type Answer, type Schemas } from '$api';

import { Attempts } from './attempts';

interface Checkout {
  cartId: string;
  cartToken: string | null;
  body: Schemas['CheckoutRequest'];
}

/** The checkouts of this tab. */
export const checkouts = new Attempts<Checkout, Answer<'/v1/carts/{cart_id}/checkout', 'post'>>('checkout-attempt', ({ cartId, cartToken, body }, key) =>
  api.post('/v1/carts/{cart_id}/checkout', { path: { cart_id: cartId }, body, cartToken, idempotencyKey: key }),
);
