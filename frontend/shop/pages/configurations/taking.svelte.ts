import { asProblem } from '$api';
import { problemText, toasts } from '$ui';

import { basket } from '../../basket.svelte';
import { router } from '../../router';

/** Where a quote for a configuration is asked for. */
export const quoteHref = (id: string): string => `${router.at('/quotes/new')}?configuration=${encodeURIComponent(id)}`;

/** Puts saved configurations into the basket. */
export class Taking {
  /** The one that is being put in. */
  id = $state<string | null>(null);

  async toBasket({ id, sku }: { id: string; sku: string }, quantity = 1): Promise<void> {
    if (this.id) return;
    this.id = id;
    try {
      await basket.add(sku, quantity, id);
      basket.shown = true;
    } catch (thrown) {
      toasts.show(problemText(asProblem(thrown)), { tone: 'danger' });
    } finally {
      this.id = null;
    }
  }
}
