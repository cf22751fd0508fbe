import { api, type Request, type Schemas } from '$api';
import type { Language } from '$lib/format';
import type { Visit } from '$lib/routes';

export const productRequest = (sku: string, lang: Language): Request<Schemas['ProductView']> =>
  api.request('/v1/products/{sku}', { path: { sku }, query: { lang } });

export const stockRequest = (sku: string): Request<Schemas['StockView']> => api.request('/v1/products/{sku}/stock', { path: { sku } });

export function prefetchProduct({ params, language }: Visit): void {
  api.prefetch(productRequest(params.sku ?? '', language));
}
