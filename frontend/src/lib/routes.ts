import type { Component } from 'svelte';

import type { Language } from './format';

/** What a page component gets. */
export interface PageProps<Name extends string = string> {
  params: Readonly<Record<Name, string>>;
  query: URLSearchParams;
}

export interface Visit {
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  language: Language;
}

/** A page: its address, its code (a chunk of its own), and what to get under way when a person is about to go there. */
export interface Route {
  /** `/products/:sku`. */
  readonly path: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly page: () => Promise<{ default: Component<any> }>;
  /** Starts the page's reads; called on intent and on navigation, so it must only prefetch. */
  readonly prefetch?: (visit: Visit) => void;
}

export type Routes = Readonly<Record<string, Route>>;

type Names<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;
export type ParamsOf<P extends string> = { [N in Names<P>]: string };

/** Keeps each route's literal path, for typed addresses. */
export function defineRoutes<const R extends Routes>(routes: R): R {
  return routes;
}

export interface Match {
  name: string;
  route: Route;
  params: Record<string, string>;
}

/** The route of a path (without base and language), or null. Fixed segments win over parameters by the order of `routes`. */
export function matchPath(routes: Routes, path: string): Match | null {
  const parts = split(path);
  for (const [name, route] of Object.entries(routes)) {
    const params = matchParts(split(route.path), parts);
    if (params) return { name, route, params };
  }
  return null;
}

function split(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function matchParts(pattern: string[], parts: string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const part = parts[index] as string;
    if (!segment.startsWith(':')) {
      if (segment !== part) return null;
      continue;
    }
    try {
      params[segment.slice(1)] = decodeURIComponent(part);
    } catch {
      return null;
    }
  }
  return params;
}

/** Fills a route's path. */
export function fillPath(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
