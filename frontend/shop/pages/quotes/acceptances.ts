import { api, type Schemas } from '$api';

import { Attempts } from '../checkout/attempts';

interface Acceptance {
  quoteId: string;
  token: string | null;
  body: Schemas['AcceptQuote'];
}

/** The quotes that are being accepted in this tab: each becomes one order, however often it is sent. */
export const acceptances = new Attempts<Acceptance, Schemas['AcceptAnswer']>('quote-acceptance', ({ quoteId, token, body }, key) =>
  api.post('/v1/quotes/{quote_id}/accept', { path: { quote_id: quoteId }, body, quoteToken: token, idempotencyKey: key }),
);
