import { alert, check, info } from './icons';
import type { Tone } from './toasts.svelte';

export const TONE_ICONS: Record<Tone, string> = { info, positive: check, caution: alert, danger: alert };
/** Ground and words of a message of a tone. */
export const TONE_SOFT: Record<Tone | 'neutral', string> = {
  neutral: 'bg-sunken text-text',
  info: 'bg-info-soft text-info',
  positive: 'bg-positive-soft text-positive',
  caution: 'bg-caution-soft text-caution',
  danger: 'bg-danger-soft text-danger',
};
