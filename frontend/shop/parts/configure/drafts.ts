import type { Draft } from './configurator.svelte';
import type { Choices } from './model';

/** A configuration that is being made, kept in this tab over reloads and detours. */
export interface KeptDraft extends Draft {
  readonly version: string;
  /** The saved configuration that it was begun from. */
  readonly from: string | null;
}

const keyOf = (sku: string): string => `portico.configure.${sku}`;

const isChoices = (value: unknown): value is Choices =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string' || typeof one === 'number');

export function readDraft(sku: string): KeptDraft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(sku)) ?? 'null') as Partial<KeptDraft> | null;
    if (!kept || typeof kept.version !== 'string' || !isChoices(kept.own) || !isChoices(kept.filled)) return null;
    return { version: kept.version, from: kept.from ?? null, own: kept.own, filled: kept.filled };
  } catch {
    return null;
  }
}

export function keepDraft(sku: string, draft: KeptDraft | null): void {
  try {
    if (draft) sessionStorage.setItem(keyOf(sku), JSON.stringify(draft));
    else sessionStorage.removeItem(keyOf(sku));
  } catch {
    // Without storage a reload begins anew.
  }
}
