import type { Schemas } from '$api';

export type Webhook = Schemas['WebhookView'];
export type Sent = Schemas['SentMessage'];
export type Event = Webhook['events'][number];

/** What a webhook can be told of, in the order of a commission's life. */
export const EVENTS = ['commission.accrued', 'commission.approved', 'commission.reversed', 'commission.restored', 'payout.paid', 'payout.failed'] as const satisfies readonly Event[];

/** A webhook's health: off, failing, or well. */
export function health(hook: Webhook): 'off' | 'failing' | 'on' {
  if (hook.disabled_at) return 'off';
  return hook.failing_since ? 'failing' : 'on';
}

/** What is sent for a choice of events: all of them are none, so that new kinds come by themselves. */
export function chosenEvents(chosen: readonly string[]): Event[] {
  const known = EVENTS.filter((event) => chosen.includes(event));
  return known.length === EVENTS.length ? [] : known;
}

/** A message's body to read. */
export function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** A first request with a key, ready to be pasted into a shell. */
export function curl(origin: string, secret: string): string {
  return `curl -s '${origin}/v1/affiliates/me/links' \\\n  -H 'Api-Key: ${secret}' \\\n  -H 'Content-Type: application/json' \\\n  -H 'Idempotency-Key: first-link' \\\n  -d '{"target": "/", "name": "First link", "sub_id": "api"}'`;
}
