export type Tone = 'info' | 'positive' | 'caution' | 'danger';

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
  /** One thing to do about it: undo, open the basket. */
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 6_000;
const MAX_SHOWN = 3;

/** Short messages on what just happened. What a person must not miss goes into a Banner or a Dialog. */
class Toasts {
  items = $state.raw<readonly Toast[]>([]);
  private next = 0;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(text: string, { tone = 'positive', action }: { tone?: Tone; action?: Toast['action'] } = {}): void {
    const id = (this.next += 1);
    this.items = [...this.items, { id, tone, text, action }].slice(-MAX_SHOWN);
    this.resume(id);
  }

  dismiss(id: number): void {
    this.pause(id);
    this.items = this.items.filter((toast) => toast.id !== id);
  }

  /** Keeps it while a person points at it or is in it. */
  pause(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  resume(id: number): void {
    this.pause(id);
    this.timers.set(id, setTimeout(() => this.dismiss(id), SHOWN_MS));
  }
}

export const toasts = new Toasts();
