import { Router } from '$lib/router.svelte';

import { useLanguage } from './i18n';
import { notFound, routes } from './routes';

export const router = new Router({ routes, notFound, base: '', languageInPath: true, useLanguage, defaultLanguage: () => 'en' });
