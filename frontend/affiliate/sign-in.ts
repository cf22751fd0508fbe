import { currentLanguage } from '$lib/i18n.svelte';

import { router } from './router';

/** The shop keeps the accounts: where one signs in or registers there, to come back here. */
function accountPage(page: 'sign-in' | 'register', back: string): string {
  const prefix = currentLanguage() === 'zh' ? '/zh' : '';
  return `${prefix}/${page}?next=${encodeURIComponent(back)}`;
}

/** Signs in and comes back to this page. */
export function signInHref(back = router.url.pathname + router.url.search): string {
  return accountPage('sign-in', back);
}

export function registerHref(back: string): string {
  return accountPage('register', back);
}
