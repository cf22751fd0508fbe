import type { Query } from './types';

/** Fills a path template and adds the query in a canonical order, so that equal requests have equal addresses. */
export function buildUrl(template: string, path: Readonly<Record<string, string>> = {}, query: Query = {}): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name];
    if (value === undefined) throw new Error(`${template} needs '${name}'`);
    return encodeURIComponent(value);
  });
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) pairs.push([name, String(one)]);
  }
  return withQuery(filled, pairs);
}

/** The same address however its parameters were ordered or escaped. */
export function canonicalUrl(url: string): string {
  const parsed = new URL(url, 'http://portico.invalid');
  const path = parsed.pathname.split('/').map((part) => encodeURIComponent(decodeURIComponent(part))).join('/');
  return withQuery(path, [...parsed.searchParams]);
}

function withQuery(path: string, pairs: [string, string][]): string {
  if (pairs.length === 0) return path;
  pairs.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  return `${path}?${new URLSearchParams(pairs)}`;
}
