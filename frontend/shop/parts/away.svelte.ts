/** Whether an element has gone out of sight at the top of the page. Call it while a component is set up. */
export function goneAbove(element: () => HTMLElement | null): { readonly now: boolean } {
  let away = $state(false);
  $effect(() => {
    const place = element();
    if (!place) return;
    // The margin makes all that lies below count as seen: only what has gone out at the top is away.
    const watching = new IntersectionObserver(([entry]) => (away = entry !== undefined && !entry.isIntersecting), { rootMargin: '-112px 0px 1000000px' });
    watching.observe(place);
    return () => {
      watching.disconnect();
      away = false;
    };
  });
  return {
    get now() {
      return away;
    },
  };
}
