import { translator, useTexts, type Language, type Texts } from '$lib/i18n.svelte';

import type en from './en';
import type buying from './en/buying';

/** The shop's texts: `t('catalog.add_to_cart')`. */
export const t = translator<typeof en & typeof buying>();

const MAIN = { en: () => import('./en'), zh: () => import('./zh') };
const BUYING = { en: () => import('./en/buying'), zh: () => import('./zh/buying') };

let isBuying = false;
const joined = new Map<Language, Texts>();

/** A page from the basket on: its texts come with it, so that the first view is spared them. */
export function buys<P>(page: () => Promise<P>): () => Promise<P> {
  return () => {
    isBuying = true;
    return page();
  };
}

/** Loads a language's texts, if need be, and shows the shop in it. */
export async function useLanguage(language: Language): Promise<void> {
  if (!isBuying && !joined.has(language)) return useTexts(language, (await MAIN[language]()).default);
  if (!joined.has(language)) {
    const [main, more] = await Promise.all([MAIN[language](), BUYING[language]()]);
    joined.set(language, { ...main.default, ...more.default });
  }
  useTexts(language, joined.get(language) as Texts);
}
