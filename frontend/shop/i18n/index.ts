import { translator, useTexts, type Language } from '$lib/i18n.svelte';

import type en from './en';

/** The shop's texts: `t('catalog.add_to_cart')`. */
export const t = translator<typeof en>();

/** Loads a language's texts, if need be, and shows the shop in it. */
export async function useLanguage(language: Language): Promise<void> {
  const { default: texts } = await (language === 'zh' ? import('./zh') : import('./en'));
  useTexts(language, texts);
}
