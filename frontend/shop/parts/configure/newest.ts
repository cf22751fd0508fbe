/** Asks again whenever asked, and hands over only the newest answer: one that was overtaken never wins, whenever it arrives. */
export class Newest {
  private turn = 0;
  private running: AbortController | null = null;

  /** The answer, or undefined where a newer question was asked meanwhile. Throws what the newest question throws. */
  async ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const mine = (this.turn += 1);
    this.running?.abort();
    const running = (this.running = new AbortController());
    try {
      const answer = await question(running.signal);
      return mine === this.turn ? answer : undefined;
    } catch (thrown) {
      if (mine !== this.turn) return undefined;
      throw thrown;
    }
  }

  /** Lets no answer arrive that is still under way. */
  drop(): void {
    this.turn += 1;
    this.running?.abort();
  }
}
