import { router } from '../../router';

/** Where a person goes after signing in: where they were, if that is a page of this shop, or their account. */
export function nextPath(query: URLSearchParams): string {
  const next = query.get('next') ?? '';
  // A path and nothing else: `//host` and `/\host` would lead elsewhere.
  return /^\/(?![/\\])/.test(next) && new URL(next, location.href).origin === location.origin ? next : router.at('/account');
}
