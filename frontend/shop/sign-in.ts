import { router } from './router';

/** Pages that nobody wants to come back to after signing in. */
const SESSION_PAGES = new Set<string | null>(['signIn', 'register', 'confirm', 'forgotPassword', 'resetPassword', null]);

/** Where one signs in, to come back to this page. */
export function signInHref(): string {
  const next = SESSION_PAGES.has(router.name) ? router.query.get('next') : router.url.pathname + router.url.search;
  return router.at('/sign-in') + (next ? `?next=${encodeURIComponent(next)}` : '');
}
