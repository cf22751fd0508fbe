import type { Schemas } from '$api';
import { account, alert, box, building, calculator, card, globe, home, layers, link, list, note, percent, shield, sliders, star, tag, upload, wallet } from '$ui/icons';

import type { routes } from './routes';
import type { TextKey } from './i18n';

export interface NavItem {
  /** A route without parameters. */
  route:
    | 'home' | 'orders' | 'quotes' | 'organisations' | 'accounts'
    | 'priceLists' | 'promotions' | 'coupons' | 'tryPrices'
    | 'programmes' | 'affiliates' | 'commissions' | 'payouts'
    | 'optionModels' | 'standards' | 'stock' | 'imports' | 'releases' | 'deliveries';
  text: TextKey;
  icon: string;
  /** Who sees it; none named: all staff. */
  roles?: Schemas['AccountView']['roles'];
  /** The pages that open from it. */
  with?: readonly (keyof typeof routes)[];
}

/** What stands in the side navigation and can be jumped to, in this order, by what it is about. */
export const NAV_GROUPS: readonly { text: TextKey | null; items: readonly NavItem[] }[] = [
  {
    text: null,
    items: [
      { route: 'home', text: 'common.home', icon: home },
      { route: 'orders', text: 'orders.title', icon: list, roles: ['support', 'finance'], with: ['order'] },
      { route: 'quotes', text: 'quotes.title', icon: note, roles: ['support', 'finance'], with: ['quote', 'quoteRules'] },
    ],
  },
  {
    text: 'common.nav_customers',
    items: [
      { route: 'organisations', text: 'organisations.title', icon: building, roles: ['support', 'catalogue', 'finance'], with: ['organisation'] },
      { route: 'accounts', text: 'accounts.title', icon: account, roles: ['support'] },
    ],
  },
  {
    text: 'common.nav_prices',
    items: [
      { route: 'priceLists', text: 'prices.title', icon: wallet, roles: ['finance', 'catalogue'], with: ['priceList'] },
      { route: 'promotions', text: 'promotions.title', icon: percent, roles: ['finance', 'catalogue'], with: ['promotion'] },
      { route: 'coupons', text: 'coupons.title', icon: tag, roles: ['finance', 'catalogue'] },
      { route: 'tryPrices', text: 'tryout.title', icon: calculator, roles: ['support', 'finance', 'catalogue'] },
    ],
  },
  {
    text: 'common.nav_affiliates',
    items: [
      { route: 'programmes', text: 'programmes.title', icon: globe, roles: ['support', 'finance'], with: ['programme'] },
      { route: 'affiliates', text: 'affiliates.title', icon: link, roles: ['support', 'finance'], with: ['affiliate'] },
      { route: 'commissions', text: 'commissions.title', icon: shield, roles: ['support', 'finance'] },
      { route: 'payouts', text: 'payouts.title', icon: card, roles: ['support', 'finance'], with: ['payout'] },
    ],
  },
  {
    text: 'common.nav_catalogue',
    items: [
      { route: 'stock', text: 'catalogue.stock', icon: box, roles: ['support', 'catalogue'] },
      { route: 'optionModels', text: 'models.title', icon: sliders, roles: ['catalogue'], with: ['optionModel'] },
      { route: 'standards', text: 'models.standards_nav', icon: star, roles: ['catalogue', 'support'] },
      { route: 'imports', text: 'catalogue.imports', icon: upload, roles: ['catalogue'], with: ['import'] },
      { route: 'releases', text: 'catalogue.releases', icon: layers, roles: ['catalogue'] },
    ],
  },
  { text: 'common.nav_system', items: [{ route: 'deliveries', text: 'deliveries.title', icon: alert, roles: ['admin'] }] },
];

export const NAV: readonly NavItem[] = NAV_GROUPS.flatMap((group) => group.items);
