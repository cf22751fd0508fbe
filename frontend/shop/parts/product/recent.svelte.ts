import type { Schemas } from '$api';
import { Stored } from '$lib/stored.svelte';

/** A product that was looked at, as it is shown again. Its price is not kept: it may have changed. */
export interface Seen {
  sku: string;
  title: string;
  picture: string | null;
}

const MAX_SEEN = 13;

const isSeen = (value: unknown): value is Seen[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && typeof (one as Seen).sku === 'string' && typeof (one as Seen).title === 'string');
const kept = new Stored<Seen[]>('seen', [], isSeen);

/** What this browser looked at last, newest first. Stays in the browser. */
export const recent = {
  without(sku: string): Seen[] {
    return kept.value.filter((one) => one.sku !== sku);
  },
  note({ sku, title, pictures }: Schemas['ProductView']): void {
    kept.value = [{ sku, title, picture: pictures[0] ?? null }, ...this.without(sku)].slice(0, MAX_SEEN);
  },
};
