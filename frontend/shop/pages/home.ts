import { api, type Request, type Schemas } from '$api';
import type { Language } from '$lib/format';
import type { Visit } from '$lib/routes';

export const ROWS = ['new', 'hot', 'event'] as const;
const ROW_SIZE = 8;

// The server embeds these addresses in the page: chalicelib/storefront/pages.py asks the same.
export const mainCategories = (lang: Language): Request<Schemas['CategoryTree']> => api.request('/v1/categories', { query: { depth: 1, lang } });
/** Products with a label; without one, some of the whole range. */
export const row = (label: (typeof ROWS)[number] | '', lang: Language): Request<Schemas['SearchAnswer']> =>
  api.request('/v1/products', { query: { label, limit: ROW_SIZE, lang } });

export function prefetchHome({ language }: Visit): void {
  api.prefetch(mainCategories(language));
  for (const label of ROWS) api.prefetch(row(label, language));
}
