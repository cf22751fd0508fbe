import type { Money, Schemas } from '$api';

type Cart = Schemas['CartView'];

/** Something that differs between the cart that a person agreed to and the cart as it is now. */
export type Change =
  | { kind: 'line_added' | 'line_gone' | 'line_unavailable'; title: string }
  | { kind: 'quantity_changed'; title: string; from: number; to: number }
  | { kind: 'price_changed'; title: string; from: Money; to: Money }
  | { kind: 'discount_changed' | 'delivery_changed' | 'tax_changed' | 'total_changed'; from: Money; to: Money };

/** What changed, in the order that a person would tell it: lines first, the total last. */
export function changesBetween(before: Cart, after: Cart): Change[] {
  const changes: Change[] = [];
  for (const line of after.lines) {
    const known = before.lines.find(({ id }) => id === line.id);
    const { title } = line;
    if (!known) changes.push({ kind: 'line_added', title });
    else {
      if (line.problem === 'unavailable' && known.problem !== 'unavailable') changes.push({ kind: 'line_unavailable', title });
      if (line.quantity !== known.quantity) changes.push({ kind: 'quantity_changed', title, from: known.quantity, to: line.quantity });
      if (differ(line.unit_price, known.unit_price)) changes.push({ kind: 'price_changed', title, from: known.unit_price, to: line.unit_price });
    }
  }
  for (const { id, title } of before.lines) {
    if (!after.lines.some((line) => line.id === id)) changes.push({ kind: 'line_gone', title });
  }
  for (const part of ['discount', 'delivery', 'tax', 'total'] as const) {
    const [from, to] = [before.totals[part], after.totals[part]];
    if (differ(from, to)) changes.push({ kind: `${part}_changed`, from, to });
  }
  return changes;
}

const differ = (a: Money, b: Money): boolean => a.amount !== b.amount || a.currency !== b.currency;
