import { chart, image, link, percent, account, wallet } from '$ui/icons';

import type { TextKey } from './i18n';

export interface NavItem {
  route: 'dashboard' | 'links' | 'materials' | 'commissions' | 'payouts' | 'profile';
  text: TextKey;
  icon: string;
}

/** A member's pages, in the order of what is needed most. */
export const NAV: readonly NavItem[] = [
  { route: 'dashboard', text: 'common.dashboard', icon: chart },
  { route: 'links', text: 'common.links', icon: link },
  { route: 'materials', text: 'common.materials', icon: image },
  { route: 'commissions', text: 'common.commissions', icon: percent },
  { route: 'payouts', text: 'common.payouts', icon: wallet },
  { route: 'profile', text: 'common.profile', icon: account },
];
