import { api, asProblem, type ApiProblem, type Request, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';

import { listRequest, PART_SIZE, type Filters } from './list';

type Answer = Schemas['SearchAnswer'];
type Hit = Schemas['Hit'];

interface Opened {
  answer: Answer;
  items: readonly Hit[];
  cursor: string | null;
}

/** Lists as they were left, by their address, so that going back shows the same products in the same place. */
const left = new Map<string, Opened>();
const MAX_LEFT = 20;

/** A list of products that opens part by part. */
export class Listing {
  /** The first part's answer: how many there are, facets, mended spelling. */
  answer = $state.raw<Answer | null>(null);
  items = $state.raw<readonly Hit[]>([]);
  error = $state.raw<ApiProblem | null>(null);
  /** Another result is on its way. */
  pending = $state(false);
  /** The next part is on its way. */
  adding = $state(false);
  /** The next part could not be had. */
  addError = $state.raw<ApiProblem | null>(null);

  private filters: Filters = {};
  private request: Request<Answer> | null = null;
  private cursor: string | null = $state(null);
  private run = 0;

  get hasMore(): boolean {
    return this.cursor !== null;
  }

  /** How many parts are open. */
  get parts(): number {
    return Math.max(1, Math.ceil(this.items.length / PART_SIZE));
  }

  /** Shows the list of these filters, opened `parts` parts far. Results of other words or of another category start over. */
  follow(filters: Filters, parts: number): void {
    const request = listRequest(filters, currentLanguage());
    if (request.url === this.request?.url) return;
    if (subject(filters) !== subject(this.filters)) this.show(null);
    this.filters = filters;
    this.request = request;
    const known = left.get(request.url);
    if (known && known.items.length >= Math.min(known.answer.total, parts * PART_SIZE)) {
      this.run += 1;
      this.pending = this.adding = false;
      this.error = this.addError = null;
      this.show(known);
      return;
    }
    const here = api.cached(request);
    if (here) void this.begin(here, parts);
    else void this.begin(api.load(request), parts);
  }

  retry(): void {
    if (this.request) void this.begin(api.reload(this.request), 1);
  }

  /** Opens the next part. */
  async more(parts = 1): Promise<void> {
    if (!this.cursor || this.adding || !this.answer) return;
    const mine = this.run;
    this.adding = true;
    this.addError = null;
    try {
      const next = await api.load(listRequest(this.filters, currentLanguage(), { cursor: this.cursor, parts }));
      if (mine !== this.run) return;
      this.keep({ answer: this.answer, items: [...this.items, ...next.items], cursor: next.next_cursor });
    } catch (thrown) {
      if (mine === this.run) this.addError = asProblem(thrown);
    } finally {
      if (mine === this.run) this.adding = false;
    }
  }

  private async begin(answer: Answer | Promise<Answer>, parts: number): Promise<void> {
    const mine = (this.run += 1);
    this.adding = false;
    this.error = this.addError = null;
    try {
      let first: Answer;
      if (answer instanceof Promise) {
        this.pending = true;
        first = await answer;
        if (mine !== this.run) return;
      } else first = answer;
      this.pending = false;
      this.keep({ answer: first, items: first.items, cursor: first.next_cursor });
      while (mine === this.run && this.hasMore && this.parts < parts && !this.addError) await this.more(parts - this.parts);
    } catch (thrown) {
      if (mine !== this.run) return;
      this.pending = false;
      this.error = asProblem(thrown);
    }
  }

  private keep(opened: Opened): void {
    this.show(opened);
    const { url } = this.request as Request<Answer>;
    left.delete(url);
    left.set(url, opened);
    if (left.size > MAX_LEFT) left.delete(left.keys().next().value as string);
  }

  private show(opened: Opened | null): void {
    this.answer = opened?.answer ?? null;
    this.items = opened?.items ?? [];
    this.cursor = opened?.cursor ?? null;
  }
}

const subject = (filters: Filters): string => `${filters.q?.[0] ?? ''}\n${filters.category?.[0] ?? ''}`;
