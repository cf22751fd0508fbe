import type { Money, Schemas } from '$api';

type Tier = Pick<Schemas['PriceTier'], 'from_quantity' | 'unit_price'>;

/** A better unit price that a few more pieces would bring. */
export interface Better {
  /** How many more. */
  more: number;
  unit: Money;
}

/** A hint that asks for more than this many times what is there is none. */
const FACTOR = 2;
const FEW = 5;

/** The tier that holds for so many pieces; null: no tier yet. */
export function tierAt(tiers: readonly Tier[], pieces: number): Tier | null {
  return tiers.reduce<Tier | null>((best, tier) => (tier.from_quantity <= pieces && tier.from_quantity >= (best?.from_quantity ?? 0) ? tier : best), null);
}

/** The next lower unit price, where it is near. `pieces`: of the SKU in the whole basket; `most`: how many can be had. */
export function nextTier(tiers: readonly Tier[], pieces: number, now: Money, most: number): Better | null {
  const ahead = tiers.filter((tier) => tier.from_quantity > pieces && tier.unit_price.amount < now.amount);
  const next = ahead.reduce<Tier | null>((best, tier) => (best && best.from_quantity <= tier.from_quantity ? best : tier), null);
  if (!next || next.from_quantity > Math.max(pieces * FACTOR, pieces + FEW) || next.from_quantity > most) return null;
  return { more: next.from_quantity - pieces, unit: next.unit_price };
}
