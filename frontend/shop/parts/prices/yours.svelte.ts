import { untrack } from 'svelte';

import { api } from '$api';
import { auth } from '$lib/auth.svelte';
import { Stored } from '$lib/stored.svelte';

import type { PriceBook, YourPrice } from './book.svelte';

const isAccount = (value: unknown): value is string | null => value === null || typeof value === 'string';
/** The account that was last found to have prices of its own, so that its next page keeps their places from the start. */
const known = new Stored<string | null>('own-prices', null, isAccount);

let book = $state.raw<PriceBook | null>(null);
/** Whether the person has prices of their own; null: not asked yet. */
let personal = $state<boolean | null>(null);
let opening: Promise<void> | null = null;

/** What things cost the person who looks. Everybody's prices come with the pages; these are asked for on top, and never kept. */
export const yours = {
  /** Prices of the person's own are shown, or on their way: their places are kept. */
  get expected(): boolean {
    if (personal !== null) return personal;
    return known.value !== null && (auth.known ? auth.account?.id === known.value : api.session.isLikely);
  },
  /** A product's price, or that of a saved configuration, where the person has prices of their own; `pending` while it is on its way; null: everybody's holds. */
  of(sku: string, configurationId: string | null = null): YourPrice | 'pending' | null {
    if (!this.expected) return null;
    return book?.of(sku, configurationId) ?? (book?.failed(sku, configurationId) ? null : 'pending');
  },
  /** A product's price with its tiers, whoever looks; null while it is not known. */
  lookUp(sku: string): YourPrice | null {
    void open();
    return book?.of(sku) ?? null;
  },
};

function open(): Promise<void> {
  opening ??= import('./book.svelte').then(
    ({ PriceBook }) => {
      book ??= new PriceBook();
    },
    () => {
      opening = null;
    },
  );
  return opening;
}

async function follow(id: string | null): Promise<void> {
  book = opening = null;
  personal = id ? null : false;
  if (!id) return known.clear();
  try {
    const [terms] = await Promise.all([api.get('/v1/prices/terms'), open()]);
    if (auth.account?.id !== id) return;
    personal = terms.personal;
    known.value = terms.personal ? id : null;
  } catch {
    // Everybody's prices stay; the basket has the person's own in any case.
    if (auth.account?.id === id) personal = false;
  }
}

$effect.root(() => {
  let followed: string | null | undefined;
  $effect(() => {
    const id = auth.account?.id ?? null;
    if (!auth.known || followed === id) return;
    followed = id;
    untrack(() => void follow(id));
  });
});
