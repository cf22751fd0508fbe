import { api, type Request, type Schemas } from '$api';
import type { Language } from '$lib/format';
import type { Visit } from '$lib/routes';

export const optionsRequest = (sku: string, lang: Language): Request<Schemas['OptionsView']> => api.request('/v1/products/{sku}/options', { path: { sku }, query: { lang } });

export const configurationRequest = (id: string, lang: Language): Request<Schemas['SavedConfiguration']> =>
  api.request('/v1/configurations/{configuration_id}', { path: { configuration_id: id }, query: { lang } });

export function prefetchConfigure({ params, language }: Visit): void {
  api.prefetch(optionsRequest(params.sku ?? '', language));
}

export const checkRequest = (id: string, lang: Language): Request<Schemas['CheckView']> =>
  api.request('/v1/configurations/{configuration_id}/check', { path: { configuration_id: id }, query: { lang } });
