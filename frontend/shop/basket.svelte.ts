import type { Schemas } from '$api';
import { Stored } from '$lib/stored.svelte';

interface Kept {
  id: string;
  /** Opens a guest's cart; a signed-in person's needs none. */
  token: string | null;
  count: number;
}

const isKept = (value: unknown): value is Kept | null =>
  value === null || (typeof value === 'object' && typeof (value as Kept).id === 'string' && typeof (value as Kept).count === 'number');

const kept = new Stored<Kept | null>('basket', null, isKept);

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
  /** Takes over what the API answered on a cart. */
  take(cart: Pick<Schemas['CartView'], 'id' | 'token' | 'item_count' | 'state'>): void {
    if (cart.state !== 'open') return kept.clear();
    kept.value = { id: cart.id, token: cart.token ?? (kept.value?.id === cart.id ? kept.value.token : null), count: cart.item_count };
  },
  /** Forgets the cart: it was bought, or is not there any more. */
  forget(): void {
    kept.clear();
  },
};
