import { currentLanguage } from '$lib/i18n.svelte';

import en from '../../i18n/en/info';
import zh from '../../i18n/zh/info';
import type { Info } from './info';

/** The text pages' texts in the language that is shown. */
export const info = (): Info => (currentLanguage() === 'zh' ? zh : en);
