import { Stored } from './stored.svelte';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const isTheme = (value: unknown): value is Theme => THEMES.includes(value as Theme);
const stored = new Stored<Theme>('theme', 'auto', isTheme);

/** The chosen appearance. The shell's inline script applies it before the first paint; this keeps it. */
export const theme = {
  get value(): Theme {
    return stored.value;
  },
  set value(value: Theme) {
    stored.value = value;
    if (value === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
  },
  /** Auto, light, dark, and round again. */
  next(): Theme {
    this.value = THEMES[(THEMES.indexOf(stored.value) + 1) % THEMES.length] as Theme;
    return this.value;
  },
};
