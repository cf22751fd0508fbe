import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('a click on a partner’s link', () => {
  beforeEach(() => {
    vi.resetModules();
    sessionStorage.clear();
  });
  afterEach(() => {
    document.cookie = 'portico_consent=; max-age=0';
    history.replaceState(null, '', '/');
  });

  it('is kept for the visit and leaves the address', async () => {
    history.replaceState({ index: 3 }, '', '/p/AB-1?utm_source=blog&click=clk_01abc#top');
    const { clickId, takeClick } = await import('./referral');
    takeClick();
    expect(clickId()).toBe('clk_01abc');
    expect(location.pathname + location.search + location.hash).toBe('/p/AB-1?utm_source=blog#top');
    expect(history.state).toEqual({ index: 3 });
  });

  it('is the last one that came', async () => {
    const { clickId, takeClick } = await import('./referral');
    for (const id of ['clk_01a', 'clk_02b']) {
      history.replaceState(null, '', `/?click=${id}`);
      takeClick();
    }
    expect(clickId()).toBe('clk_02b');
  });

  it('is not what somebody made up', async () => {
    history.replaceState(null, '', '/?click=%3Cscript%3E');
    const { clickId, takeClick } = await import('./referral');
    takeClick();
    expect(clickId()).toBeNull();
    expect(location.search).toBe('');
  });

  it('asks once whether it may be remembered', async () => {
    const { asksConsent, takeClick } = await import('./referral');
    expect(asksConsent()).toBe(false);
    history.replaceState(null, '', '/?click=clk_01abc');
    takeClick();
    expect(asksConsent()).toBe(true);
    document.cookie = 'portico_consent=0';
    expect(asksConsent()).toBe(false);
  });
});
