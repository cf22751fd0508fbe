import { SvelteMap } from 'svelte/reactivity';

import { api, type Money, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';

/** What a product costs the person who asks, and why. */
export interface YourPrice {
  price: Money;
  /** What it costs others, where that is more. */
  list: Money | null;
  source: Schemas['PriceSource'];
  /** Unit prices by quantity; empty where there is one. */
  tiers: readonly Schemas['PriceTier'][];
}

type Ask = (skus: readonly string[]) => Promise<ReadonlyMap<string, YourPrice>>;

/** Things of one page are asked for together: whatever is drawn within this time. */
const GATHER_MS = 20;
/** The most that one call answers. */
const MAX_LINES = 500;
/** How long a price is shown before it is asked for again. */
const FRESH_MS = 60_000;

interface Entry {
  /** null: could not be had. */
  price: YourPrice | null;
  until: number;
}

/** Prices of one person, each asked for when it is first looked at: one call for all that a page shows. */
export class PriceBook {
  private readonly entries = new SvelteMap<string, Entry>();
  private readonly asked = new Set<string>();
  private wanted: string[] = [];

  constructor(
    private readonly ask: Ask = askPrices,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The price, or null while it is not here; reading it asks for it. */
  of(sku: string): YourPrice | null {
    const entry = this.entries.get(sku);
    if (!entry || entry.until < this.now()) this.want(sku);
    return entry?.price ?? null;
  }

  /** It was asked for and could not be had. */
  failed(sku: string): boolean {
    return this.entries.get(sku)?.price === null;
  }

  private want(sku: string): void {
    if (this.asked.has(sku)) return;
    this.asked.add(sku);
    this.wanted.push(sku);
    if (this.wanted.length === 1) setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush(): void {
    const all = this.wanted;
    this.wanted = [];
    for (let at = 0; at < all.length; at += MAX_LINES) void this.fetch(all.slice(at, at + MAX_LINES));
  }

  private async fetch(skus: readonly string[]): Promise<void> {
    const found = await this.ask(skus).catch(() => null);
    const until = this.now() + FRESH_MS;
    for (const sku of skus) {
      this.asked.delete(sku);
      this.entries.set(sku, { price: found?.get(sku) ?? (found ? null : (this.entries.get(sku)?.price ?? null)), until });
    }
  }
}

async function askPrices(skus: readonly string[]): Promise<ReadonlyMap<string, YourPrice>> {
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  const answer = await api.post('/v1/prices', { body: { lines, lang: currentLanguage() } });
  return new Map(answer.lines.map((line) => [line.sku, { price: line.unit_price, list: line.list_price ?? null, source: line.source, tiers: line.tiers }]));
}
