/** A value that lives as long as the tab: through reloads and the way to the payment page and back. */
export function keptIn<T>(key: string): { read: () => T | null; write: (value: T) => void; clear: () => void } {
  const name = `portico.${key}`;
  let value: T | null | undefined;
  return {
    read() {
      if (value === undefined) {
        try {
          value = JSON.parse(sessionStorage.getItem(name) ?? 'null') as T | null;
        } catch {
          value = null;
        }
      }
      return value;
    },
    write(next) {
      value = next;
      try {
        sessionStorage.setItem(name, JSON.stringify(next));
      } catch {
        // Without storage it lasts as long as the page.
      }
    },
    clear() {
      value = null;
      try {
        sessionStorage.removeItem(name);
      } catch {
        // As above.
      }
    },
  };
}
