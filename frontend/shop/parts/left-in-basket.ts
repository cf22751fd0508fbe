/** A line of a basket, a quote or an order: a product, or one as configured. */
export interface Line {
  readonly sku: string;
  readonly configuration?: { readonly id: string } | null;
}

const idOf = ({ sku, configuration }: Line): string => configuration?.id ?? sku;

/** The basket has nothing but what was ordered: emptying it loses nothing. */
export function holdsOnly(basket: readonly Line[], ordered: readonly Line[]): boolean {
  const known = new Set(ordered.map(idOf));
  return basket.length > 0 && basket.every((line) => known.has(idOf(line)));
}
