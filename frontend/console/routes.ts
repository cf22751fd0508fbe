import { defineRoutes } from '$lib/routes';

/** The console's pages, one line each (under /console); fixed paths before paths with parameters. */
export const routes = defineRoutes({
  home: { path: '/', page: () => import('./pages/Home.svelte') },
  orders: { path: '/orders', page: () => import('./pages/Orders.svelte') },
  order: { path: '/orders/:id', page: () => import('./pages/Order.svelte') },
  quotes: { path: '/quotes', page: () => import('./pages/Quotes.svelte') },
  quoteRules: { path: '/quotes/rules', page: () => import('./pages/QuoteRules.svelte') },
  quote: { path: '/quotes/:id', page: () => import('./pages/Quote.svelte') },
  organisations: { path: '/organisations', page: () => import('./pages/Organisations.svelte') },
  organisation: { path: '/organisations/:id', page: () => import('./pages/Organisation.svelte') },
  priceLists: { path: '/price-lists', page: () => import('./pages/PriceLists.svelte') },
  priceList: { path: '/price-lists/:id', page: () => import('./pages/PriceList.svelte') },
  promotions: { path: '/promotions', page: () => import('./pages/Promotions.svelte') },
  promotion: { path: '/promotions/:id', page: () => import('./pages/Promotion.svelte') },
  tryPrices: { path: '/try-prices', page: () => import('./pages/TryPrices.svelte') },
  optionModels: { path: '/option-models', page: () => import('./pages/OptionModels.svelte') },
  optionModel: { path: '/option-models/:id', page: () => import('./pages/OptionModel.svelte') },
  standards: { path: '/standard-configurations', page: () => import('./pages/Standards.svelte') },
  imports: { path: '/imports', page: () => import('./pages/Imports.svelte') },
  import: { path: '/imports/:id', page: () => import('./pages/Import.svelte') },
  releases: { path: '/releases', page: () => import('./pages/Releases.svelte') },
  stock: { path: '/stock', page: () => import('./pages/Stock.svelte') },
  coupons: { path: '/coupons', page: () => import('./pages/Coupons.svelte') },
  accounts: { path: '/accounts', page: () => import('./pages/Accounts.svelte') },
  deliveries: { path: '/deliveries', page: () => import('./pages/Deliveries.svelte') },
  programmes: { path: '/programmes', page: () => import('./pages/Programmes.svelte') },
  programme: { path: '/programmes/:id', page: () => import('./pages/Programme.svelte') },
  affiliates: { path: '/affiliates', page: () => import('./pages/Affiliates.svelte') },
  affiliate: { path: '/affiliates/:id', page: () => import('./pages/Affiliate.svelte') },
  commissions: { path: '/commissions', page: () => import('./pages/Commissions.svelte') },
  payouts: { path: '/payouts', page: () => import('./pages/Payouts.svelte') },
  payout: { path: '/payouts/:id', page: () => import('./pages/Payout.svelte') },
  gallery: { path: '/gallery', page: () => import('./pages/Gallery.svelte') },
});

export const notFound = { path: '', page: () => import('./pages/NotFound.svelte') };

/** Pages that need nobody signed in. */
export const OPEN: readonly string[] = ['gallery'];
