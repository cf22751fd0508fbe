import { keptIn } from '../checkout/kept';
import { tokensIn } from '../checkout/tokens';

interface Placed {
  id: string;
  number: string;
}

const tokens = tokensIn('order-tokens');
const last = keptIn<Placed>('last-order');

/** What opens a guest's order in this tab; null where none is known. */
export const orderToken = tokens.of;
export const keepOrderToken = tokens.keep;

/** The order that was placed last in this tab. */
export const lastOrder = last.read;

export function rememberOrder({ id, number, token }: Placed & { token?: string | null }): void {
  if (token) keepOrderToken(id, token);
  last.write({ id, number });
}
