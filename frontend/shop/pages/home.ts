import { api, type Request, type Schemas } from '$api';
import type { Language } from '$lib/format';
import type { Visit } from '$lib/routes';

export const ROWS = ['new', 'hot', 'event'] as const;
/** The server may embed the same addresses in the page. */
export const categories = (lang: Language): Request<Schemas['CategoryTree']> => api.request('/v1/categories', { query: { lang } });
export const row = (label: (typeof ROWS)[number], lang: Language): Request<Schemas['SearchAnswer']> =>
  api.request('/v1/products', { query: { label, limit: 4, lang } });

export function prefetchHome({ language }: Visit): void {
  api.prefetch(categories(language));
  for (const label of ROWS) api.prefetch(row(label, language));
}
