import { currentLanguage, translator, useTexts, type Language, type Texts } from '$lib/i18n.svelte';

import type en from './en';
import type browsing from './en/browsing';
import type buying from './en/buying';
import type configuring from './en/configuring';

/** The shop's texts: `t('catalog.add_to_cart')`. */
export const t = translator<typeof en & typeof browsing & typeof buying & typeof configuring>();

/** The first view is spared the texts of the other pages: they come with those. */
const PARTS = {
  en: { main: () => import('./en'), browsing: () => import('./en/browsing'), buying: () => import('./en/buying'), configuring: () => import('./en/configuring') },
  zh: { main: () => import('./zh'), browsing: () => import('./zh/browsing'), buying: () => import('./zh/buying'), configuring: () => import('./zh/configuring') },
} as const satisfies Record<Language, Record<string, () => Promise<{ default: Texts }>>>;
type Part = keyof (typeof PARTS)['en'];

const wanted = new Set<Part>(['main']);

function bringing<P>(parts: readonly Part[], page: () => Promise<P>): () => Promise<P> {
  return () => {
    parts.forEach((part) => wanted.add(part));
    return page();
  };
}

/** A page of products, with its texts. */
export const browses = <P>(page: () => Promise<P>): (() => Promise<P>) => bringing(['browsing'], page);
/** A page from the basket on, with its texts. */
export const buys = <P>(page: () => Promise<P>): (() => Promise<P>) => bringing(['browsing', 'buying'], page);
/** The configurator and what was saved in it, with its texts. */
export const configures = <P>(page: () => Promise<P>): (() => Promise<P>) => bringing(['browsing', 'buying', 'configuring'], page);

async function load(language: Language): Promise<Texts> {
  const loaded = await Promise.all([...wanted].map((part) => PARTS[language][part]()));
  return Object.assign({}, ...loaded.map((part) => part.default)) as Texts;
}

/** Loads a language's texts, as far as pages asked for them, and shows the shop in it. */
export async function useLanguage(language: Language): Promise<void> {
  useTexts(language, await load(language));
}

/** Gets the words for failures, and what most people need next. For when the first view stands. */
export async function completeTexts(): Promise<void> {
  const language = currentLanguage();
  wanted.add('browsing');
  const texts = await load(language).catch(() => null);
  if (texts && language === currentLanguage()) useTexts(language, texts);
}
