import type { Schemas } from '$api';
import { home } from '$ui/icons';

import type { routes } from './routes';
import type { TextKey } from './i18n';

export interface NavItem {
  /** A route without parameters. */
  route: keyof typeof routes;
  text: TextKey;
  icon: string;
  /** Who sees it; none named: all staff. */
  roles?: Schemas['AccountView']['roles'];
}

/** What stands in the side navigation and can be jumped to, in this order. */
export const NAV: readonly NavItem[] = [{ route: 'home', text: 'common.home', icon: home }];
