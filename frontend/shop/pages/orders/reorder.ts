import type { Schemas } from '$api';

import { basket } from '../../basket.svelte';

/** Puts what an order had into the basket again. Answers the titles that cannot be had any more. */
export async function reorder(lines: readonly Schemas['OrderLineView'][]): Promise<string[]> {
  const missing: string[] = [];
  let unanswered: unknown = null;
  for (const { sku, quantity, title, configuration } of lines) {
    try {
      await basket.add(sku, quantity, configuration?.id);
    } catch (thrown) {
      unanswered ??= thrown;
      missing.push(title);
    }
  }
  if (missing.length === lines.length && unanswered) throw unanswered;
  return missing;
}
