import { asProblem, idempotencyKey, type ApiProblem } from '$api';

/**
 * One thing that a person decided to do: sent once, however often it is pressed. The key that makes a repetition safe stays while
 * no answer came and what is sent is the same.
 */
export class Command {
  busy = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  private key = '';
  private content: string | null = null;

  /** Sends `content` under its key. True when it was done; `problem` says why not. */
  async run(content: unknown, send: (key: string) => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    const text = JSON.stringify(content ?? null);
    if (text !== this.content) {
      this.key = idempotencyKey();
      this.content = text;
    }
    this.busy = true;
    this.problem = null;
    try {
      await send(this.key);
      this.content = null;
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      // An answer settles it: pressing again is another try. No answer, or one that says nothing, does not.
      if (this.problem.status >= 400 && this.problem.status < 500 && this.problem.code !== 'request_still_running') this.content = null;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Forgets how the last try went. */
  clear(): void {
    this.problem = null;
  }
}
