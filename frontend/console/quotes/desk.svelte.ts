import { api, asProblem, type ApiProblem, type Schemas } from '$api';
import type { Resource } from '$lib/resource.svelte';
import { toasts } from '$ui';

import { Command } from '$lib/command.svelte';
import type { Quote } from './states';

export type Step = 'submit' | 'approve' | 'reject' | 'issue' | 'revise' | 'cancel' | 'honour';
type Change = Omit<Schemas['EditQuote'], 'lock'>;

/** What staff do with a quote: changes of its content one after the other, as they are typed, and steps of its life. */
export class QuoteDesk {
  /** The dialog that is open. */
  dialog = $state<Step | 'address' | 'customer' | null>(null);
  readonly command = new Command();
  /** Changes that are on their way. */
  private pending = $state(0);
  /** Why the last change was not taken. */
  problem = $state.raw<ApiProblem | null>(null);
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly shown: Resource<Quote>) {}

  get saving(): boolean {
    return this.pending > 0;
  }

  may(action: Quote['can'][number]): boolean {
    return this.shown.data?.can.includes(action) ?? false;
  }

  /** Changes the quote as it will be once the changes before are done. True when it was taken. */
  edit(make: (quote: Quote) => Change): Promise<boolean> {
    this.pending += 1;
    const done = this.queue.then(() => this.send(make)).finally(() => (this.pending -= 1));
    this.queue = done;
    return done;
  }

  submit = (quote: Quote, note: string, said: string) => this.take('submit', { lock: quote.lock, note }, said, (body, key) => api.post('/v1/quotes/{quote_id}/submit', { path: { quote_id: quote.id }, body, idempotencyKey: key }));
  approve = (quote: Quote, note: string, said: string) => this.take('approve', { lock: quote.lock, note }, said, (body, key) => api.post('/v1/quotes/{quote_id}/approve', { path: { quote_id: quote.id }, body, idempotencyKey: key }));
  issue = (quote: Quote, note: string, said: string) => this.take('issue', { lock: quote.lock, note }, said, (body, key) => api.post('/v1/quotes/{quote_id}/issue', { path: { quote_id: quote.id }, body, idempotencyKey: key }));
  revise = (quote: Quote, note: string, said: string) => this.take('revise', { lock: quote.lock, note }, said, (body, key) => api.post('/v1/quotes/{quote_id}/revise', { path: { quote_id: quote.id }, body, idempotencyKey: key }));
  reject = (quote: Quote, reason: string, said: string) => this.take('reject', { lock: quote.lock, reason }, said, (body, key) => api.post('/v1/quotes/{quote_id}/reject', { path: { quote_id: quote.id }, body, idempotencyKey: key }));
  cancel = (quote: Quote, reason: string, said: string) => this.take('cancel', { lock: quote.lock, reason }, said, (body, key) => api.post('/v1/quotes/{quote_id}/cancel', { path: { quote_id: quote.id }, body, idempotencyKey: key }));
  honour = (quote: Quote, until: string, reason: string, said: string) => this.take('honour', { lock: quote.lock, valid_until: until, reason }, said, (body, key) => api.post('/v1/quotes/{quote_id}/honour', { path: { quote_id: quote.id }, body, idempotencyKey: key }));

  private async send(make: (quote: Quote) => Change): Promise<boolean> {
    const quote = this.shown.data;
    if (!quote) return false;
    try {
      this.shown.set(await api.patch('/v1/quotes/{quote_id}', { path: { quote_id: quote.id }, body: { ...make(quote), lock: quote.lock } }));
      this.problem = null;
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      // Somebody else was here, or we do not know: the truth is on the server.
      if (this.problem.status === 409 || this.problem.isUnreachable) await this.shown.reload();
      return false;
    }
  }

  private async take<B>(what: Step, body: B, said: string, send: (body: B, key: string) => Promise<Quote>): Promise<void> {
    await this.queue;
    const done = await this.command.run([what, body], async (key) => this.shown.set(await send(body, key)));
    if (done) {
      this.dialog = null;
      toasts.show(said);
    } else if (this.command.problem && (this.command.problem.status === 409 || this.command.problem.isUnreachable)) {
      await this.shown.reload();
    }
  }
}
