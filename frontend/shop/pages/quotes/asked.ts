import { api, type Money, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';

import { basket } from '../../basket.svelte';
import { productRequest } from '../product';
import { quoteTokens } from './opened';

/** A product that a quote is asked for. `price`: of one piece, as far as it is known without asking. */
export interface AskedLine {
  id: string;
  sku: string;
  quantity: number;
  configurationId: string | null;
  title: string;
  picture: string | null;
  price: Money | null;
  parts: readonly { option_title: string; value_title: string; quantity: number }[];
}

/** Where the lines of a request come from, by the address that led here. */
export type Origin =
  | { from: 'configuration'; id: string; quantity: number }
  | { from: 'product'; sku: string; quantity: number }
  | { from: 'quote'; id: string }
  | { from: 'basket' };

const MOST = 9_999;
/** The most lines that one quote takes. */
export const MAX_LINES = 100;

export function originOf(query: URLSearchParams): Origin {
  const asked = Number(query.get('quantity'));
  const quantity = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST) : 1;
  const [configuration, sku, quote] = ['configuration', 'sku', 'quote'].map((name) => query.get(name));
  if (configuration) return { from: 'configuration', id: configuration, quantity };
  if (sku) return { from: 'product', sku, quantity };
  return quote ? { from: 'quote', id: quote } : { from: 'basket' };
}

/** The lines that the address asks for. `gone`: some of them cannot be had any more. Throws a problem. */
export async function findAsked(origin: Origin): Promise<{ lines: AskedLine[]; gone: boolean }> {
  if (origin.from === 'configuration') return { lines: [await configured(origin.id, origin.quantity)], gone: false };
  if (origin.from === 'product') return { lines: [lineOfProduct(await api.load(productRequest(origin.sku, currentLanguage())), origin.quantity)], gone: false };
  if (origin.from === 'quote') {
    const quote = await api.get('/v1/quotes/{quote_id}', { path: { quote_id: origin.id }, quoteToken: quoteTokens.of(origin.id) });
    return { lines: quote.lines.map(lineOfQuote), gone: false };
  }
  const cart = await basket.refresh();
  const lines = cart?.lines ?? [];
  const sold = lines.filter(({ problem }) => problem !== 'unavailable');
  return { lines: sold.map(lineOfCart), gone: sold.length < lines.length };
}

/** What one piece of each line costs the person who asks today, by the line's id: their own prices, for that many. */
export async function unitPrices(lines: readonly AskedLine[]): Promise<ReadonlyMap<string, Money>> {
  const wanted = lines.map(({ id, sku, quantity, configurationId }) => ({ id, sku, quantity, configuration_id: configurationId }));
  const answer = await api.post('/v1/prices', { body: { lines: wanted, lang: currentLanguage() } });
  return new Map(answer.lines.map((line) => [line.id, line.unit_price]));
}

async function configured(id: string, quantity: number): Promise<AskedLine> {
  const lang = currentLanguage();
  const found = await api.get('/v1/configurations/{configuration_id}', { path: { configuration_id: id }, query: { lang } });
  const product = await api.load(productRequest(found.sku, lang)).catch(() => null);
  const parts = found.components.map(({ option_title, value_title, quantity: pieces }) => ({ option_title, value_title, quantity: pieces }));
  return { id, sku: found.sku, quantity, configurationId: id, title: found.title, picture: product?.pictures[0] ?? null, price: found.price, parts };
}

const lineOfProduct = ({ sku, title, pictures, price }: Schemas['ProductView'], quantity: number): AskedLine => ({
  ...{ id: sku, sku, quantity, title, picture: pictures[0] ?? null, price },
  ...{ configurationId: null, parts: [] },
});

const lineOfCart = (line: Schemas['CartLineView']): AskedLine => ({
  ...{ id: line.id, sku: line.sku, quantity: line.quantity, title: line.title, picture: line.picture, price: line.unit_price },
  ...{ configurationId: line.configuration?.id ?? null, parts: line.configuration?.summary ?? [] },
});

const lineOfQuote = (line: Schemas['QuoteLineView']): AskedLine => ({
  ...{ id: line.id, sku: line.sku, quantity: line.quantity, title: line.title, picture: line.picture, price: line.list_price.price },
  ...{ configurationId: line.configuration?.id ?? null, parts: line.configuration?.components ?? [] },
});
