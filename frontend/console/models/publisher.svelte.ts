import { api, asProblem, type ApiProblem } from '$api';

import { Command } from '$lib/command.svelte';
import { isRunning, type OptionModelDocument, type Publication } from './documents';

const FIRST_MS = 400;
const LONGEST_MS = 4_000;

/** Has a document checked or published, and follows the job until it is done. */
export class Publisher {
  /** How far it is; null before anything was asked. */
  publication = $state.raw<Publication | null>(null);
  problem = $state.raw<ApiProblem | null>(null);
  /** Which of the two is asked for. */
  doing = $state<'check' | 'publish' | null>(null);
  private readonly command = new Command();
  private turn = 0;

  get busy(): boolean {
    return this.doing !== null;
  }

  /** What was checked no longer is what would be published. */
  forget(): void {
    this.turn += 1;
    this.publication = this.problem = null;
    this.doing = null;
  }

  check(model: OptionModelDocument, products: string[]): Promise<Publication | null> {
    return this.run('check', { model, products }, (key, body) => api.post('/v1/option-models/checks', { body, idempotencyKey: key }));
  }

  publish(model: OptionModelDocument, products: string[]): Promise<Publication | null> {
    return this.run('publish', { model, products }, (key, body) => api.post('/v1/option-models', { body, idempotencyKey: key }));
  }

  private async run<B>(what: 'check' | 'publish', body: B, send: (key: string, body: B) => Promise<Publication>): Promise<Publication | null> {
    this.forget();
    const mine = this.turn;
    this.doing = what;
    let answer: Publication | null = null;
    const done = await this.command.run([what, body], async (key) => {
      answer = await send(key, body);
    });
    if (mine !== this.turn) return null;
    this.problem = done ? null : this.command.problem;
    this.publication = answer;
    const last = await this.follow(mine);
    if (mine === this.turn) this.doing = null;
    return last;
  }

  /** Asks how far the job is: soon at first, then more seldom. */
  private async follow(mine: number): Promise<Publication | null> {
    for (let wait = FIRST_MS; isRunning(this.publication) && mine === this.turn; wait = Math.min(LONGEST_MS, wait * 1.4)) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const id = this.publication?.id;
      if (mine !== this.turn || !id) return null;
      try {
        const next = await api.reload(api.request('/v1/option-models/publications/{publication_id}', { path: { publication_id: id } }));
        if (mine === this.turn) this.publication = next;
      } catch (error) {
        // The job goes on; only a definite answer ends the asking.
        const problem = asProblem(error);
        if (!problem.isUnreachable) {
          this.problem = problem;
          return null;
        }
      }
    }
    return mine === this.turn ? this.publication : null;
  }
}
