import { untrack } from 'svelte';

import { api, asProblem, type ApiProblem, type Schemas } from '$api';
import { auth } from '$lib/auth.svelte';
import { currentLanguage } from '$lib/i18n.svelte';
import { Stored } from '$lib/stored.svelte';
import { problemText, toasts } from '$ui';

type Cart = Schemas['CartView'];

interface Kept {
  id: string;
  /** Opens a guest's cart; a signed-in person's needs none. */
  token: string | null;
  count: number;
}

const isKept = (value: unknown): value is Kept | null =>
  value === null || (typeof value === 'object' && typeof (value as Kept).id === 'string' && typeof (value as Kept).count === 'number');

const kept = new Stored<Kept | null>('basket', null, isKept);

let cart = $state.raw<Cart | null>(null);
let shown = $state(false);
let adding = $state<string | null>(null);
let ready = $state(false);
/** Changes run one after the other: each sets a quantity that the one before may have changed. */
let last: Promise<unknown> = Promise.resolve();

/** Which cart is this browser's, and how much is in it: known at once, without a call, in every tab. */
export const basket = {
  get id(): string | null {
    return kept.value?.id ?? null;
  },
  get token(): string | null {
    return kept.value?.token ?? null;
  },
  get count(): number {
    return kept.value?.count ?? 0;
  },
  /** The cart as the API last answered it in this tab. */
  get cart(): Cart | null {
    return cart;
  },
  /** Whether it is clear whose cart this is; before that an empty one may only look empty. */
  get ready(): boolean {
    return ready;
  },
  /** The SKU that is being put in. */
  get adding(): string | null {
    return adding;
  },
  /** Whether the small basket beside the page is open. */
  get shown(): boolean {
    return shown;
  },
  set shown(open: boolean) {
    shown = open;
  },
  /** Takes over what the API answered on a cart. */
  take(answer: Cart): void {
    if (answer.state !== 'open') return this.forget();
    cart = answer;
    kept.value = { id: answer.id, token: answer.token ?? (kept.value?.id === answer.id ? kept.value.token : null), count: answer.item_count };
  },
  /** Forgets the cart: it was bought, or is not there any more. */
  forget(): void {
    cart = null;
    kept.clear();
  },
  /** Runs a change of the cart after those that are under way. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  },
  /** Reads the cart again; null: there is none. */
  refresh(): Promise<Cart | null> {
    return this.run(current);
  },
  /** Puts pieces of a product (as configured) into the cart, beside those that are in it; makes the cart at the first. */
  add(sku: string, quantity: number, configurationId: string | null = null): Promise<Cart> {
    return this.run(() => addNow(sku, quantity, configurationId));
  },
  /** Puts a product as configured in the place of a line, as many pieces of it. */
  replace(lineId: string, sku: string, configurationId: string): Promise<Cart> {
    return this.run(() => replaceNow(lineId, sku, configurationId));
  },
  /** Takes all out. */
  empty(): Promise<void> {
    return this.run(emptyNow);
  },
  /** Adds and opens the small basket, or says why it could not be. False: it could not. */
  async addAndShow(sku: string, quantity: number): Promise<boolean> {
    adding = sku;
    try {
      await this.add(sku, quantity);
      shown = true;
      return true;
    } catch (thrown) {
      toasts.show(problemText(asProblem(thrown)), { tone: 'danger' });
      return false;
    } finally {
      adding = null;
    }
  },
};

async function addNow(sku: string, quantity: number, configurationId: string | null): Promise<Cart> {
  const open = (await current()) ?? (await begin());
  const id = configurationId ?? sku;
  const there = open.lines.find((line) => line.id === id)?.quantity ?? 0;
  const answer = await api.put('/v1/carts/{cart_id}/lines/{line_id}', {
    path: { cart_id: open.id, line_id: id },
    query: { lang: currentLanguage() },
    body: { sku, quantity: there + quantity, configuration_id: configurationId },
    cartToken: basket.token,
  });
  basket.take(answer);
  return answer;
}

async function replaceNow(lineId: string, sku: string, configurationId: string): Promise<Cart> {
  const before = (await current())?.lines.find((line) => line.id === lineId);
  if (before?.id === configurationId) return cart as Cart;
  const added = await addNow(sku, before?.quantity ?? 1, configurationId);
  if (!before) return added;
  const path = { cart_id: added.id, line_id: lineId };
  const answer = await api.delete('/v1/carts/{cart_id}/lines/{line_id}', { path, query: { lang: currentLanguage() }, cartToken: basket.token });
  basket.take(answer);
  return answer;
}

async function emptyNow(): Promise<void> {
  const open = await current();
  for (const line of open?.lines ?? []) {
    const path = { cart_id: open?.id ?? '', line_id: line.id };
    basket.take(await api.delete('/v1/carts/{cart_id}/lines/{line_id}', { path, query: { lang: currentLanguage() }, cartToken: basket.token }));
  }
}

/** The open cart that this browser knows, or null. */
async function current(): Promise<Cart | null> {
  const { id, token } = basket;
  if (!id) return null;
  try {
    const answer = await api.get('/v1/carts/{cart_id}', { path: { cart_id: id }, query: { lang: currentLanguage() }, cartToken: token });
    basket.take(answer);
  } catch (thrown) {
    if (!(thrown as ApiProblem).isNotFound) throw thrown;
    basket.forget();
  }
  return basket.id ? cart : null;
}

async function begin(): Promise<Cart> {
  const made = await api.post('/v1/carts', { body: { language: currentLanguage() } });
  basket.take(made);
  return made;
}

/** On a sign-in, a guest's cart goes into the person's own; the person's own leaves with them. */
async function follow(accountId: string | null): Promise<void> {
  const { id, token } = basket;
  if (!accountId) {
    if (id && !token) basket.forget();
    return;
  }
  const query = { lang: currentLanguage() };
  if (id && token) {
    try {
      const body = { guest_cart_id: id, guest_cart_token: token };
      return basket.take(await api.post('/v1/carts/{cart_id}/merge', { path: { cart_id: 'current' }, query, body }));
    } catch (thrown) {
      if (!asProblem(thrown).isNotFound) throw thrown;
    }
  }
  basket.take(await api.get('/v1/carts/current', { query }));
}

$effect.root(() => {
  let followed: string | null | undefined;
  $effect(() => {
    const accountId = auth.account?.id ?? null;
    if (!auth.known || followed === accountId) return;
    followed = accountId;
    untrack(() => void basket.run(() => follow(accountId)).catch(() => {}).finally(() => (ready = true)));
  });
});
