import { translator, useTexts, type KeyOf, type Language } from '$lib/i18n.svelte';

import type en from './en';

export type TextKey = KeyOf<typeof en>;
/** The partners' texts: `t('common.home')`. */
export const t = translator<typeof en>();

/** Loads a language's texts, if need be, and shows the app in it. */
export async function useLanguage(language: Language): Promise<void> {
  const { default: texts } = await (language === 'zh' ? import('./zh') : import('./en'));
  useTexts(language, texts);
}
