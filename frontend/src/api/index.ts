import { Client } from './client';
import { Session } from './session';

export { Client, idempotencyKey } from './client';
export { ApiProblem, asProblem } from './problem';
export { Session } from './session';
export type { Answer, Money, Options, Path, Request, Schemas } from './types';

/** The app's one client. */
export const api = new Client(new Session());

/** Hands over what the server put into the page: `<script type="application/json" id="page-data">`. */
export function embedPageData(): void {
  const element = document.getElementById('page-data');
  if (element?.textContent) api.embed(JSON.parse(element.textContent) as Record<string, unknown>);
}
