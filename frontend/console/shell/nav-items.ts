import { auth } from '$lib/auth.svelte';

import { NAV, NAV_GROUPS, type NavItem } from '../nav';

/** The navigation that the signed-in person may use. */
export function visibleNav(): readonly NavItem[] {
  return NAV.filter(isAllowed);
}

/** The same, by what it is about. */
export function visibleGroups(): typeof NAV_GROUPS {
  return NAV_GROUPS.map((group) => ({ ...group, items: group.items.filter(isAllowed) })).filter((group) => group.items.length > 0);
}

/** Whether the signed-in person's roles include a page. */
export function mayOpen(route: string | null): boolean {
  const item = NAV.find((one) => one.route === route || one.with?.some((name) => name === route));
  return !item || isAllowed(item);
}

function isAllowed(item: NavItem): boolean {
  return !item.roles || auth.has(...item.roles);
}
