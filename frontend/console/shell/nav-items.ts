import { auth } from '$lib/auth.svelte';

import { NAV, type NavItem } from '../nav';

/** The navigation that the signed-in person may use. */
export function visibleNav(): readonly NavItem[] {
  return NAV.filter(isAllowed);
}

/** Whether the signed-in person's roles include a page. */
export function mayOpen(route: string | null): boolean {
  const item = NAV.find((one) => one.route === route || one.with?.some((name) => name === route));
  return !item || isAllowed(item);
}

function isAllowed(item: NavItem): boolean {
  return !item.roles || auth.has(...item.roles);
}
