import { defineRoutes } from '$lib/routes';

/** The partners' pages, one line each (under /partners, Chinese under /partners/zh). */
export const routes = defineRoutes({
  landing: { path: '/', page: () => import('./pages/Landing.svelte') },
  join: { path: '/join', page: () => import('./pages/Join.svelte') },
  dashboard: { path: '/dashboard', page: () => import('./pages/Dashboard.svelte') },
  links: { path: '/links', page: () => import('./pages/Links.svelte') },
  materials: { path: '/materials', page: () => import('./pages/Materials.svelte') },
  commissions: { path: '/commissions', page: () => import('./pages/Commissions.svelte') },
  profile: { path: '/profile', page: () => import('./pages/Profile.svelte') },
});

export const notFound = { path: '', page: () => import('./pages/NotFound.svelte') };

/** Pages that are for everybody. */
export const OPEN: readonly (string | null)[] = ['landing', 'join', null];
