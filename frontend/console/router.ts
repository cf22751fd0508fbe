import type { Language } from '$lib/i18n.svelte';
import { Router } from '$lib/router.svelte';
import { Stored } from '$lib/stored.svelte';

import { useLanguage } from './i18n';
import { notFound, routes } from './routes';

/** The console's language is the person's, not the address's. */
export const language = new Stored<Language>(
  'console-language',
  navigator.language.startsWith('zh') ? 'zh' : 'en',
  (value): value is Language => value === 'en' || value === 'zh',
);

export const router = new Router({ routes, notFound, base: '/console', languageInPath: false, useLanguage, defaultLanguage: () => language.value });

/** Shows the console in the other language, from now on. */
export async function switchLanguage(): Promise<void> {
  language.value = language.value === 'en' ? 'zh' : 'en';
  await useLanguage(language.value);
}
