import type { Schemas } from '$api';
import { account, alert, box, home, layers, list, tag, upload } from '$ui/icons';

import type { routes } from './routes';
import type { TextKey } from './i18n';

export interface NavItem {
  /** A route without parameters. */
  route: 'home' | 'orders' | 'imports' | 'releases' | 'stock' | 'coupons' | 'accounts' | 'deliveries';
  text: TextKey;
  icon: string;
  /** Who sees it; none named: all staff. */
  roles?: Schemas['AccountView']['roles'];
  /** The pages that open from it. */
  with?: readonly (keyof typeof routes)[];
}

/** What stands in the side navigation and can be jumped to, in this order. */
export const NAV: readonly NavItem[] = [
  { route: 'home', text: 'common.home', icon: home },
  { route: 'orders', text: 'orders.title', icon: list, roles: ['support', 'finance'], with: ['order'] },
  { route: 'stock', text: 'catalogue.stock', icon: box, roles: ['support', 'catalogue'] },
  { route: 'imports', text: 'catalogue.imports', icon: upload, roles: ['catalogue'], with: ['import'] },
  { route: 'releases', text: 'catalogue.releases', icon: layers, roles: ['catalogue'] },
  { route: 'coupons', text: 'coupons.title', icon: tag, roles: ['finance', 'catalogue'] },
  { route: 'accounts', text: 'accounts.title', icon: account, roles: ['support'] },
  { route: 'deliveries', text: 'deliveries.title', icon: alert, roles: ['admin'] },
];
