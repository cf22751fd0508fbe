import { keptIn } from '../checkout/kept';

interface Opened {
  /** What opens guests' orders, by the order's id. */
  tokens: Record<string, string>;
  /** The order that was placed last in this tab. */
  last: { id: string; number: string } | null;
}

const kept = keptIn<Opened>('orders');
const read = (): Opened => kept.read() ?? { tokens: {}, last: null };

/** What opens a guest's order in this tab; null where none is known. */
export const orderToken = (id: string): string | null => read().tokens[id] ?? null;

export function keepOrderToken(id: string, token: string): void {
  const known = read();
  kept.write({ ...known, tokens: { ...known.tokens, [id]: token } });
}

export const lastOrder = (): Opened['last'] => read().last;

export function rememberOrder({ id, number, token }: { id: string; number: string; token?: string | null }): void {
  if (token) keepOrderToken(id, token);
  kept.write({ ...read(), last: { id, number } });
}
