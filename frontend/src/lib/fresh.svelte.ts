/** Asks again when the person comes back to the window: colleagues work on the same things. Call it while a component is set up. */
export function refreshOnReturn(reload: () => void): void {
  $effect(() => {
    const listen = (): void => {
      if (document.visibilityState === 'visible') reload();
    };
    document.addEventListener('visibilitychange', listen);
    return () => document.removeEventListener('visibilitychange', listen);
  });
}

/** Asks again every now and then while something is on its way: soon at first, then more seldom. */
export function pollWhile(isOpen: () => boolean, reload: () => Promise<void>, firstMs: number): void {
  $effect(() => {
    if (!isOpen()) return;
    let wait = firstMs;
    let timer: ReturnType<typeof setTimeout>;
    const again = (): void => {
      timer = setTimeout(async () => {
        if (document.visibilityState === 'visible') await reload();
        wait = Math.min(wait * 1.4, 15_000);
        again();
      }, wait);
    };
    again();
    return () => clearTimeout(timer);
  });
}
