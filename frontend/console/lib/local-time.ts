/** An RFC 3339 time as a `datetime-local` field shows it, in the reader's zone: `2026-01-31T09:00`. */
export function localTime(at: string | null | undefined): string {
  if (!at) return '';
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What a `datetime-local` field holds, as RFC 3339; null where it is empty. */
export function momentOf(local: string): string | null {
  return local ? new Date(local).toISOString() : null;
}
