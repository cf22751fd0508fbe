import { api, asProblem, type ApiProblem, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';
import { parseMoney } from '$lib/format';

import { momentOf } from '../lib/local-time';

export type Prices = Schemas['PricesView'];

/** A cart to try out, and for whom: texts, as they are typed. It lives in the page's address, so that it can be sent on. */
export interface Trial {
  lines: { sku: string; quantity: number; configuration: string | null }[];
  organisation: string;
  group: string;
  at: string;
  coupon: string;
  country: string;
  region: string;
  delivery: string;
}

const TEXTS = ['organisation', 'group', 'at', 'coupon', 'country', 'region', 'delivery'] as const;

/** What an address says: `line=SKU~2`, `line=SKU~1~cfg_…`. What cannot be read is left out. */
export function trialOf(query: URLSearchParams): Trial {
  const lines = query.getAll('line').flatMap((text) => {
    const [sku = '', count = '1', configuration = null] = text.split('~');
    const quantity = /^[1-9]\d{0,5}$/.test(count) ? Number(count) : 0;
    return sku && quantity ? [{ sku, quantity, configuration }] : [];
  });
  const texts = Object.fromEntries(TEXTS.map((name) => [name, query.get(name) ?? ''])) as Record<(typeof TEXTS)[number], string>;
  return { lines, ...texts };
}

/** The address of a trial; what is empty is left out. */
export function queryOf(trial: Trial): Record<string, string | string[]> {
  const lines = trial.lines.map(({ sku, quantity, configuration }) => [sku, quantity, ...(configuration ? [configuration] : [])].join('~'));
  return { line: lines, ...Object.fromEntries(TEXTS.map((name) => [name, trial[name].trim()])) };
}

/** What is asked for a trial; null while there is nothing to price. */
export function requestOf(trial: Trial, currency: string, lang: 'en' | 'zh'): Schemas['PricesRequest'] | null {
  if (trial.lines.length === 0) return null;
  const delivery = trial.delivery.trim() ? parseMoney(trial.delivery, currency) : null;
  return {
    lines: trial.lines.map(({ sku, quantity, configuration }) => ({ sku, quantity, configuration_id: configuration })),
    coupon: trial.coupon.trim() || null,
    country: trial.country || null,
    region: trial.country ? trial.region : '',
    delivery,
    as_organisation: trial.organisation || null,
    as_group: trial.group.trim() || null,
    at: momentOf(trial.at),
    lang,
  };
}

const PAUSE_MS = 200;

/** Prices what stands in the form, after a pause in the typing; the last answer stays until the next is here. */
export class Tryout {
  prices = $state.raw<Prices | null>(null);
  problem = $state.raw<ApiProblem | null>(null);
  busy = $state(false);
  private asked = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  ask(trial: Trial, currency: string): void {
    const body = requestOf(trial, currency, currentLanguage());
    const text = JSON.stringify(body);
    if (text === this.asked) return;
    this.asked = text;
    clearTimeout(this.timer);
    this.busy = body !== null;
    if (body) this.timer = setTimeout(() => void this.load(body, text), PAUSE_MS);
    else this.prices = this.problem = null;
  }

  retry(trial: Trial, currency: string): void {
    this.asked = '';
    this.ask(trial, currency);
  }

  private async load(body: Schemas['PricesRequest'], text: string): Promise<void> {
    try {
      const prices = await api.post('/v1/prices', { body });
      if (text !== this.asked) return;
      this.prices = prices;
      this.problem = null;
    } catch (error) {
      if (text === this.asked) this.problem = asProblem(error);
    } finally {
      if (text === this.asked) this.busy = false;
    }
  }
}
