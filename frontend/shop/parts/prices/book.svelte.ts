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

/** A product, or one as configured. */
export interface Wanted {
  sku: string;
  configurationId: string | null;
}

/** What it is known by, here and in the API's answer. */
const idOf = ({ sku, configurationId }: Wanted): string => configurationId ?? sku;

type Ask = (wanted: readonly Wanted[]) => Promise<ReadonlyMap<string, YourPrice>>;

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
  private wanted: Wanted[] = [];

  constructor(
    private readonly ask: Ask = askPrices,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The price, or null while it is not here; reading it asks for it. */
  of(sku: string, configurationId: string | null = null): YourPrice | null {
    const wanted = { sku, configurationId };
    const entry = this.entries.get(idOf(wanted));
    if (!entry || entry.until < this.now()) this.want(wanted);
    return entry?.price ?? null;
  }

  /** It was asked for and could not be had. */
  failed(sku: string, configurationId: string | null = null): boolean {
    return this.entries.get(idOf({ sku, configurationId }))?.price === null;
  }

  private want(wanted: Wanted): void {
    if (this.asked.has(idOf(wanted))) return;
    this.asked.add(idOf(wanted));
    this.wanted.push(wanted);
    if (this.wanted.length === 1) setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush(): void {
    const all = this.wanted;
    this.wanted = [];
    for (let at = 0; at < all.length; at += MAX_LINES) void this.fetch(all.slice(at, at + MAX_LINES));
  }

  private async fetch(wanted: readonly Wanted[]): Promise<void> {
    const found = await this.ask(wanted).catch(() => null);
    const until = this.now() + FRESH_MS;
    for (const id of wanted.map(idOf)) {
      this.asked.delete(id);
      this.entries.set(id, { price: found?.get(id) ?? (found ? null : (this.entries.get(id)?.price ?? null)), until });
    }
  }
}

async function askPrices(wanted: readonly Wanted[]): Promise<ReadonlyMap<string, YourPrice>> {
  const lines = wanted.map((one) => ({ id: idOf(one), sku: one.sku, configuration_id: one.configurationId, quantity: 1 }));
  const answer = await api.post('/v1/prices', { body: { lines, lang: currentLanguage() } });
  return new Map(answer.lines.map((line) => [line.id, { price: line.unit_price, list: line.list_price ?? null, source: line.source, tiers: line.tiers }]));
}
