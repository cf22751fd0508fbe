import { defineRoutes } from '$lib/routes';

import { browses, buys, configures } from './i18n';
import { prefetchConfigure } from './pages/configure/configure';
import { prefetchHome } from './pages/home';
import { prefetchList } from './pages/list';
import { prefetchProduct } from './pages/product';

const product = browses(() => import('./pages/Product.svelte'));

/** The shop's pages, one line each; fixed paths before paths with parameters. Chinese is the same path under /zh. */
export const routes = defineRoutes({
  home: { path: '/', page: () => import('./pages/Home.svelte'), prefetch: prefetchHome },
  search: { path: '/search', page: browses(() => import('./pages/Search.svelte')), prefetch: prefetchList },
  category: { path: '/c/:category', page: browses(() => import('./pages/Category.svelte')), prefetch: prefetchList },
  product: { path: '/p/:sku', page: product, prefetch: prefetchProduct },
  productNamed: { path: '/p/:sku/:slug', page: product, prefetch: prefetchProduct },
  configure: { path: '/configure/:sku', page: configures(() => import('./pages/configure/Configure.svelte')), prefetch: prefetchConfigure },
  configurations: { path: '/configurations', page: configures(() => import('./pages/configurations/Configurations.svelte')) },
  configuration: { path: '/configurations/:id', page: configures(() => import('./pages/configurations/Configuration.svelte')) },
  contact: { path: '/contact', page: browses(() => import('./pages/Contact.svelte')) },
  help: { path: '/help', page: () => import('./pages/Help.svelte') },
  terms: { path: '/terms', page: () => import('./pages/Terms.svelte') },
  privacy: { path: '/privacy', page: () => import('./pages/Privacy.svelte') },
  cart: { path: '/cart', page: buys(() => import('./pages/cart/Cart.svelte')) },
  checkout: { path: '/checkout', page: buys(() => import('./pages/checkout/Checkout.svelte')) },
  orders: { path: '/orders', page: buys(() => import('./pages/orders/Orders.svelte')) },
  order: { path: '/orders/:id', page: buys(() => import('./pages/orders/Order.svelte')) },
  quotes: { path: '/quotes', page: buys(() => import('./pages/quotes/Quotes.svelte')) },
  newQuote: { path: '/quotes/new', page: buys(() => import('./pages/quotes/NewQuote.svelte')) },
  quote: { path: '/quotes/:id', page: buys(() => import('./pages/quotes/Quote.svelte')) },
  signIn: { path: '/sign-in', page: buys(() => import('./pages/session/SignIn.svelte')) },
  register: { path: '/register', page: buys(() => import('./pages/session/Register.svelte')) },
  confirm: { path: '/confirm', page: buys(() => import('./pages/session/Confirm.svelte')) },
  forgotPassword: { path: '/forgot-password', page: buys(() => import('./pages/session/ForgotPassword.svelte')) },
  resetPassword: { path: '/reset-password', page: buys(() => import('./pages/session/ResetPassword.svelte')) },
  account: { path: '/account', page: buys(() => import('./pages/account/Account.svelte')) },
  accountSection: { path: '/account/:section', page: buys(() => import('./pages/account/Account.svelte')) },
});

export const notFound = { path: '', page: () => import('./pages/NotFound.svelte') };
