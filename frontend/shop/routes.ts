import { defineRoutes } from '$lib/routes';

import { prefetchHome } from './pages/home';
import { prefetchList } from './pages/list';
import { prefetchProduct } from './pages/product';

const product = () => import('./pages/Product.svelte');

/** The shop's pages, one line each; fixed paths before paths with parameters. Chinese is the same path under /zh. */
export const routes = defineRoutes({
  home: { path: '/', page: () => import('./pages/Home.svelte'), prefetch: prefetchHome },
  search: { path: '/search', page: () => import('./pages/Search.svelte'), prefetch: prefetchList },
  category: { path: '/c/:category', page: () => import('./pages/Category.svelte'), prefetch: prefetchList },
  product: { path: '/p/:sku', page: product, prefetch: prefetchProduct },
  productNamed: { path: '/p/:sku/:slug', page: product, prefetch: prefetchProduct },
  contact: { path: '/contact', page: () => import('./pages/Contact.svelte') },
  help: { path: '/help', page: () => import('./pages/Help.svelte') },
  terms: { path: '/terms', page: () => import('./pages/Terms.svelte') },
  privacy: { path: '/privacy', page: () => import('./pages/Privacy.svelte') },
});

export const notFound = { path: '', page: () => import('./pages/NotFound.svelte') };
