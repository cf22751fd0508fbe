/** A small value that outlives the page, in localStorage, the same in every tab. `null` and absent are the fallback. */
export class Stored<T> {
  #value: T = $state.raw() as T;
  readonly #key: string;
  readonly #fallback: T;

  /** `isValid` guards against what an older version or a person left there. */
  constructor(key: string, fallback: T, isValid: (value: unknown) => value is T) {
    this.#key = `portico.${key}`;
    this.#fallback = fallback;
    const parse = (text: string | null): T => {
      try {
        const value: unknown = JSON.parse(text ?? 'null');
        return isValid(value) ? value : fallback;
      } catch {
        return fallback;
      }
    };
    this.#value = parse(readItem(this.#key));
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key === this.#key) this.#value = parse(event.newValue);
    });
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Storage is off or full: the value lasts as long as the page.
    }
  }

  clear(): void {
    this.#value = this.#fallback;
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // As above.
    }
  }
}

function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
