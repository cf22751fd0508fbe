import { translator } from '$lib/i18n.svelte';

import type en from './en';

/** The design system's own texts; every app's dictionary carries them as its area `ui`. */
export const uiText = translator<{ ui: typeof en }>();
