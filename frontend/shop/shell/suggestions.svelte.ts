import { api, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';
import { Stored } from '$lib/stored.svelte';

import { router } from '../router';

type Suggestion = Schemas['Suggestion'];

/** Something to go to from the search field. */
export interface Choice {
  kind: Suggestion['kind'] | 'recent';
  text: string;
  href: string;
  picture: string | null;
  price: Schemas['Money'] | null;
  /** Of a product. */
  sku: string | null;
}

/** Waits for a pause in the typing. */
const PAUSE_MS = 120;
const MAX_RECENT = 6;
const ORDER: readonly Suggestion['kind'][] = ['category', 'brand', 'product'];

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((text) => typeof text === 'string');
const recent = new Stored<string[]>('searches', [], isTexts);

/** What the search field offers for what has been typed; before that, the last searches. */
export class Suggestions {
  private found = $state.raw<readonly Choice[]>([]);
  private words = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;

  get isRecent(): boolean {
    return this.words === '';
  }

  get choices(): readonly Choice[] {
    if (!this.isRecent) return this.found;
    return recent.value.map((text) => ({ kind: 'recent', text, href: router.href('search', {}, { q: text }), picture: null, price: null, sku: null }));
  }

  /** Gets the suggestions for the words; those that were there stay until they come. */
  ask(typed: string): void {
    const words = typed.trim();
    if (words === '') this.found = [];
    this.words = words;
    clearTimeout(this.timer);
    if (words) this.timer = setTimeout(() => void this.load(words), PAUSE_MS);
  }

  remember(text: string): void {
    if (text) recent.value = [text, ...recent.value.filter((one) => one !== text)].slice(0, MAX_RECENT);
  }

  forget(): void {
    recent.clear();
  }

  private async load(q: string): Promise<void> {
    try {
      const { items } = await api.load(api.request('/v1/suggest', { query: { q, lang: currentLanguage() } }));
      if (q !== this.words) return;
      this.found = ORDER.flatMap((kind) => items.filter((item) => item.kind === kind)).map(choiceOf);
    } catch {
      // Searching works without suggestions.
      if (q === this.words) this.found = [];
    }
  }
}

function choiceOf({ kind, text, value, picture = null, price = null }: Suggestion): Choice {
  const href =
    kind === 'product' ? router.href('product', { sku: value }) : kind === 'category' ? router.href('category', { category: value }) : router.href('search', {}, { brand: value });
  return { kind, text, href, picture, price, sku: kind === 'product' ? value : null };
}
