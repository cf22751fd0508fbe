import { defineRoutes } from '$lib/routes';

/** The console's pages, one line each (under /console); fixed paths before paths with parameters. */
export const routes = defineRoutes({
  home: { path: '/', page: () => import('./pages/Home.svelte') },
  gallery: { path: '/gallery', page: () => import('./pages/Gallery.svelte') },
});

export const notFound = { path: '', page: () => import('./pages/NotFound.svelte') };

/** Pages that need nobody signed in. */
export const OPEN: readonly string[] = ['gallery'];
