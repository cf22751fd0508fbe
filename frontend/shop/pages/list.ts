import { api, type Request, type Schemas } from '$api';
import type { Language } from '$lib/format';
import type { Visit } from '$lib/routes';

/** Products in one part of a list; the server embeds the first part of this size. */
export const PART_SIZE = 24;
/** The most that one call answers. */
const LARGEST_PART = 96;

const FILTERS = new Set(['q', 'category', 'brand', 'price_min', 'price_max', 'label', 'in_stock', 'sort']);

/** What narrows a list, by the names that the API has for it. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** The filters of an address; whatever else it carries (campaign tags, how far the list is opened) is none. */
export function filtersOf(query: URLSearchParams, category?: string): Filters {
  const found: Record<string, readonly string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name).filter(Boolean);
    if (values.length && (FILTERS.has(name) || name.startsWith('attr.'))) found[name] = values;
  }
  return category ? { ...found, category: [category] } : found;
}

/** How many parts of the list the address asks for. */
export function partsOf(query: URLSearchParams): number {
  const parts = Number(query.get('parts'));
  return Number.isInteger(parts) && parts > 1 ? Math.min(parts, 100) : 1;
}

/** A part of a list: the first, or what follows a cursor. */
export function listRequest(filters: Filters, lang: Language, after?: { cursor: string; parts: number }): Request<Schemas['SearchAnswer']> {
  const limit = after ? Math.min(LARGEST_PART, after.parts * PART_SIZE) : PART_SIZE;
  return api.request('/v1/products', { query: { ...(filters as object), limit, lang, cursor: after?.cursor } });
}

export const subcategories = (parent: string, lang: Language): Request<Schemas['CategoryTree']> =>
  api.request('/v1/categories', { query: { depth: 1, parent, lang } });

export function prefetchList({ params, query, language }: Visit): void {
  api.prefetch(listRequest(filtersOf(query, params.category), language));
  if (params.category) api.prefetch(subcategories(params.category, language));
}
