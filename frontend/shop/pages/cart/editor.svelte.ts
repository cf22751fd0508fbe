import { SvelteMap } from 'svelte/reactivity';

import { api, asProblem, type ApiProblem, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';

import { basket } from '../../basket.svelte';

type Cart = Schemas['CartView'];
type Line = Schemas['CartLineView'];

/** What it takes to change a line. */
type Changed = Pick<Line, 'id' | 'sku' | 'configuration'>;

/** Quantities that a person has set and the API has not answered yet, by line; 0: taken out. */
const wanted = new SvelteMap<string, number>();
/** Why a line's last change was refused, by line. */
const refused = new SvelteMap<string, ApiProblem>();

/** A line as it is shown: with the quantity that the person set. */
export interface ShownLine extends Line {
  pending: boolean;
  refusal: ApiProblem | null;
}

/** Changes of the open cart. What a person sets is shown at once; what counts is the API's answer, which replaces it. */
export const editor = {
  get lines(): readonly ShownLine[] {
    return (basket.cart?.lines ?? []).flatMap((line) => {
      const quantity = wanted.get(line.id) ?? line.quantity;
      if (quantity === 0) return [];
      const total = { ...line.unit_price, amount: line.unit_price.amount * quantity };
      const pending = wanted.has(line.id);
      return [{ ...line, quantity, total: pending ? total : line.total, pending, refusal: refused.get(line.id) ?? null }];
    });
  },
  /** Whether the totals wait for an answer. */
  get busy(): boolean {
    return wanted.size > 0;
  },
  /** Sets a line to a quantity; 0 takes it out. Of several settings in a row only the last is sent. False: it was refused. */
  async setQuantity(line: Changed, quantity: number): Promise<boolean> {
    wanted.set(line.id, quantity);
    refused.delete(line.id);
    try {
      await basket.run(async () => {
        if (wanted.get(line.id) === quantity) await send(line, quantity);
      });
      return true;
    } catch (thrown) {
      const problem = asProblem(thrown);
      refused.set(line.id, problem);
      if (problem.isNotFound) await basket.refresh().catch(() => {});
      return false;
    } finally {
      if (wanted.get(line.id) === quantity) wanted.delete(line.id);
    }
  },
  /** Puts a coupon on; an empty code takes it off. */
  setCoupon(code: string): Promise<void> {
    return change((cart, more) => api.put('/v1/carts/{cart_id}/coupon', { path: { cart_id: cart.id }, body: { code }, ...more }));
  },
  setAddress(address: Schemas['AddressChange']): Promise<void> {
    return change((cart, more) => api.put('/v1/carts/{cart_id}/address', { path: { cart_id: cart.id }, body: address, ...more }));
  },
  setDelivery(method: string): Promise<void> {
    return change((cart, more) => api.put('/v1/carts/{cart_id}/delivery', { path: { cart_id: cart.id }, body: { method }, ...more }));
  },
};

async function send(line: Changed, quantity: number): Promise<void> {
  const cart = basket.cart;
  if (!cart) return;
  const options = { path: { cart_id: cart.id, line_id: line.id }, query: { lang: currentLanguage() }, cartToken: basket.token };
  const answer = quantity
    ? await api.put('/v1/carts/{cart_id}/lines/{line_id}', { ...options, body: { sku: line.sku, quantity, configuration_id: line.configuration?.id ?? null } })
    : await api.delete('/v1/carts/{cart_id}/lines/{line_id}', options);
  basket.take(answer);
}

type More = { query: { lang: 'en' | 'zh' }; cartToken: string | null };

function change(work: (cart: Cart, more: More) => Promise<Cart>): Promise<void> {
  return basket.run(async () => {
    if (basket.cart) basket.take(await work(basket.cart, { query: { lang: currentLanguage() }, cartToken: basket.token }));
  });
}
