import { api } from '$api';
import { resource } from '$lib/resource.svelte';

/** The shop's own currency: that of its products. Call it while a component is set up. */
export function shopCurrency(): { readonly value: string } {
  const sample = resource(() => api.request('/v1/products', { query: { limit: 1 } }));
  return {
    get value() {
      return sample.data?.items[0]?.price.currency ?? 'USD';
    },
  };
}
