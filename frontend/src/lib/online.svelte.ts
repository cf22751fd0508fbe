import { createSubscriber } from 'svelte/reactivity';
import { on } from 'svelte/events';

const subscribe = createSubscriber((update) => {
  const offs = [on(window, 'online', update), on(window, 'offline', update)];
  return () => offs.forEach((off) => off());
});

/** Whether the browser has a network; a component that reads it follows. */
export function isOnline(): boolean {
  subscribe();
  return navigator.onLine;
}
