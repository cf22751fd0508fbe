import { yours } from '../prices/yours.svelte';
import type { OwnPrices } from './model';

const PERSONAL = new Set(['contract', 'company', 'group']);

/** The prices of whoever is signed in. Of parts only those agreed with them count, as in the basket: the model prices the others. */
export const ownPrices: OwnPrices = {
  product: (sku) => {
    const own = yours.of(sku);
    return own && own !== 'pending' ? own.price.amount : null;
  },
  part: (sku) => {
    const own = yours.of(sku);
    return own && own !== 'pending' && PERSONAL.has(own.source.kind) ? own.price.amount : null;
  },
};
