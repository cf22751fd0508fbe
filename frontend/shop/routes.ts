import { defineRoutes } from '$lib/routes';

import { prefetchHome } from './pages/home';

/** The shop's pages, one line each; fixed paths before paths with parameters. Chinese is the same path under /zh. */
export const routes = defineRoutes({
  home: { path: '/', page: () => import('./pages/Home.svelte'), prefetch: prefetchHome },
});

export const notFound = { path: '', page: () => import('./pages/NotFound.svelte') };
