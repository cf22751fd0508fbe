import { api, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';

import type { Choices, Key, States } from './model';

export type Why = Schemas['WhyView'];
export type Completed = Schemas['CompletedView'];
export type CompleteBy = 'price' | 'defaults';

/** What a configurator asks the API. */
export interface Calls {
  states(choices: Choices, signal?: AbortSignal): Promise<States>;
  complete(choices: Choices, by: CompleteBy, signal?: AbortSignal): Promise<Completed>;
  explain(choices: Choices, option: string, value: Key): Promise<Why>;
}

/** The calls for a product under one version of its model: a newer one that is published meanwhile changes nothing on the page. */
export function callsOf(sku: string, version: string): Calls {
  const options = () => ({ path: { sku }, query: { lang: currentLanguage() } });
  return {
    states: (choices, signal) => api.post('/v1/products/{sku}/configurations', { ...options(), body: { choices, version }, signal }),
    complete: (choices, by, signal) => api.post('/v1/products/{sku}/configurations/complete', { ...options(), body: { choices, by, version }, signal }),
    explain: (choices, option, value) => api.post('/v1/products/{sku}/configurations/explain', { ...options(), body: { choices, option, value, version } }),
  };
}
