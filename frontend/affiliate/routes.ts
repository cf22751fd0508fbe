import { defineRoutes } from '$lib/routes';

/** The partners' pages, one line each; Chinese is the same path under /zh. */
export const routes = defineRoutes({
  landing: { path: '/partners', page: () => import('./pages/Landing.svelte') },
  join: { path: '/partners/join', page: () => import('./pages/Join.svelte') },
  dashboard: { path: '/partners/dashboard', page: () => import('./pages/Dashboard.svelte') },
  links: { path: '/partners/links', page: () => import('./pages/Links.svelte') },
  materials: { path: '/partners/materials', page: () => import('./pages/Materials.svelte') },
  commissions: { path: '/partners/commissions', page: () => import('./pages/Commissions.svelte') },
  payouts: { path: '/partners/payouts', page: () => import('./pages/Payouts.svelte') },
  developers: { path: '/partners/developers', page: () => import('./pages/Developers.svelte') },
  mails: { path: '/partners/mails', page: () => import('./pages/MailsOff.svelte') },
  profile: { path: '/partners/profile', page: () => import('./pages/Profile.svelte') },
});

export const notFound = { path: '', page: () => import('./pages/NotFound.svelte') };

/** Pages that are for everybody. */
export const OPEN: readonly (string | null)[] = ['landing', 'join', 'mails', null];
