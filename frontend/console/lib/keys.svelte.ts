import { Stored } from '$lib/stored.svelte';

/** Whether single keys act; whoever dictates or uses switch control turns them off (WCAG 2.1.4). */
export const singleKeys = new Stored<boolean>('console-keys', true, (value) => typeof value === 'boolean');

/** Runs an action on a single key pressed outside fields and dialogs. Call it while a component is set up. */
export function onKeys(actions: Readonly<Record<string, () => void>>): void {
  $effect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!singleKeys.value || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const action = actions[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}

/** Moves the focus to the next (1) or previous (-1) row's link of the page's table. */
export function moveRow(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('main tbody tr > td:first-child a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at === -1 ? (by === 1 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return document.querySelector('dialog[open]') !== null || target?.closest('input, textarea, select, [contenteditable], [role=menu], [role=listbox]') !== null;
}
