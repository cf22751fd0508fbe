import { keptIn } from './pages/checkout/kept';

const kept = keptIn<string>('click');
const CLICK = /^clk_[0-9a-z]+$/;

/** The click on a partner's link that led here, as long as this visit lasts. */
export const clickId = kept.read;

/** Takes the click out of the address that was opened, so that a copied address does not carry it on. Call it before the router starts. */
export function takeClick(): void {
  const url = new URL(location.href);
  const click = url.searchParams.get('click');
  if (click === null) return;
  if (CLICK.test(click)) kept.write(click);
  url.searchParams.delete('click');
  history.replaceState(history.state, '', url);
}

/** Whether the visitor still has to say if a click may be remembered beyond this visit. */
export function asksConsent(): boolean {
  return kept.read() !== null && !/(^|; )portico_consent=[01]/.test(document.cookie);
}
