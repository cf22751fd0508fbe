import { asProblem, idempotencyKey, type ApiProblem } from '$api';

import { keptIn } from './kept';

/** A person's press on the button: what is ordered, under a key that stays until it is known what came of it. */
export interface Attempt<What> {
  key: string;
  what: What;
}

const STILL_RUNNING_MS = 1_000;
const MAX_WAITS = 15;

/** Orders that must not be placed twice, whatever becomes of the connection or the page. `name` tells their kind apart. */
export class Attempts<What, Answer> {
  private readonly kept;

  constructor(
    name: string,
    private readonly post: (what: What, key: string) => Promise<Answer>,
  ) {
    this.kept = keptIn<Attempt<What>>(name);
  }

  /** An attempt whose answer never came (a lost connection, a reload). */
  get open(): Attempt<What> | null {
    return this.kept.read();
  }

  /** The attempt for an order: the open one where it is for the same, so that pressing twice orders once. */
  of(what: What): Attempt<What> {
    const open = this.open;
    if (open && JSON.stringify(open.what) === JSON.stringify(what)) return open;
    const attempt = { key: idempotencyKey(), what };
    this.kept.write(attempt);
    return attempt;
  }

  /** Sends an attempt. Throws a problem; the attempt stays open where it is not certain that nothing was ordered. */
  async send({ key, what }: Attempt<What>, wait = pause): Promise<Answer> {
    for (let waits = 0; ; waits += 1) {
      try {
        const answer = await this.post(what, key);
        this.kept.clear();
        return answer;
      } catch (thrown) {
        const problem = asProblem(thrown);
        if (problem.code === 'request_still_running' && waits < MAX_WAITS) {
          await wait(STILL_RUNNING_MS);
          continue;
        }
        if (isCertain(problem)) this.kept.clear();
        throw problem;
      }
    }
  }
}

/** Whether the answer says that nothing was ordered. */
function isCertain({ status, code }: ApiProblem): boolean {
  return status >= 400 && status < 500 && status !== 429 && code !== 'request_still_running';
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
