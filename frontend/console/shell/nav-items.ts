import { auth } from '$lib/auth.svelte';

import { NAV, type NavItem } from '../nav';

/** The navigation that the signed-in person may use. */
export function visibleNav(): readonly NavItem[] {
  return NAV.filter((item) => !item.roles || auth.has(...item.roles));
}
