import { keptIn } from './kept';

/** What opens guests' things in this tab (orders, quotes), by their ids. */
export function tokensIn(key: string): { of: (id: string) => string | null; keep: (id: string, token: string) => void } {
  const kept = keptIn<Record<string, string>>(key);
  return {
    of: (id) => kept.read()?.[id] ?? null,
    keep: (id, token) => kept.write({ ...kept.read(), [id]: token }),
  };
}
