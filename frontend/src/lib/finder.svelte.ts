import { api, type Request } from '$api';

/** Waits for a pause in the typing. */
const PAUSE_MS = 150;

/** Looks for what is typed, after a pause; what came for older words is dropped. */
export class Finder<Item> {
  items = $state.raw<readonly Item[]>([]);
  busy = $state(false);
  private words = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `from` letters on, `of` is asked. */
  constructor(private readonly of: (words: string) => Request<{ items: Item[] }>, private readonly from = 1) {}

  ask(words: string): void {
    this.words = words;
    clearTimeout(this.timer);
    this.busy = words.length >= this.from;
    if (this.busy) this.timer = setTimeout(() => void this.load(words), PAUSE_MS);
    else this.items = [];
  }

  private async load(words: string): Promise<void> {
    let items: readonly Item[] = [];
    try {
      ({ items } = await api.load(this.of(words)));
    } catch {
      // The field stays usable: the next letter asks again.
    }
    if (words !== this.words) return;
    this.items = items;
    this.busy = false;
  }
}
