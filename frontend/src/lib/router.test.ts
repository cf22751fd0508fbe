import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Router } from './router.svelte';
import { defineRoutes, matchPath } from './routes';
import type { Language } from './format';

const page = () => Promise.resolve({ default: () => ({}) }) as never;
const routes = defineRoutes({
  home: { path: '/', page },
  search: { path: '/search', page },
  newest: { path: '/products/newest', page },
  product: { path: '/products/:sku', page },
  shipment: { path: '/orders/:order/shipments/:shipment', page },
});

describe('matching', () => {
  it.each([
    ['/', 'home', {}],
    ['/search/', 'search', {}],
    ['/products/newest', 'newest', {}],
    ['/products/A%2FB%201', 'product', { sku: 'A/B 1' }],
    ['/orders/o1/shipments/s1', 'shipment', { order: 'o1', shipment: 's1' }],
  ])('finds %s', (path, name, params) => {
    expect(matchPath(routes, path)).toMatchObject({ name, params });
  });

  it.each(['/nothing', '/products', '/products/a/b', '/products/%E0%A4%A'])('knows no %s', (path) => {
    expect(matchPath(routes, path)).toBeNull();
  });
});

describe('a visit', () => {
  const languages: Language[] = [];
  let started: { stop: () => void };
  const make = (base = '', languageInPath = true) => {
    const router = new Router({
      routes, base, languageInPath, notFound: { path: '', page },
      useLanguage: async (language) => void languages.push(language),
      defaultLanguage: () => 'en',
    });
    started = router;
    return router;
  };

  beforeEach(() => {
    languages.length = 0;
    document.body.innerHTML = '<main><h1>Title</h1></main>';
    history.replaceState(null, '', '/zh/products/S1?ref=mail');
  });
  afterEach(() => started.stop());
  afterEach(() => history.replaceState(null, '', '/'));

  it('begins at the address, in its language', async () => {
    const router = make();
    await router.start();
    expect([router.name, router.params, router.query.get('ref'), languages.at(-1)]).toEqual(['product', { sku: 'S1' }, 'mail', 'zh']);
  });

  it('writes addresses in the language that is shown, and this page in the other', async () => {
    const router = make();
    await router.start();
    expect(router.href('product', { sku: 'A/B' })).toBe('/zh/products/A%2FB');
    expect(router.href('search', {}, { q: 'switch', brand: ['A', 'B'], page: null })).toBe('/zh/search?q=switch&brand=A&brand=B');
    expect(router.href('home')).toBe('/zh');
    expect(router.hrefIn('en')).toBe('/products/S1?ref=mail');
  });

  it('follows a plain click, sets the focus on the heading and says the title', async () => {
    const router = make();
    await router.start();
    document.title = 'Search · Portico';
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<a href="/search?q=x"><b>go</b></a>');
    document.querySelector('b')?.click();
    await expect.poll(() => router.announcement).toBe('Search · Portico');
    expect([router.name, location.pathname, document.activeElement?.tagName]).toEqual(['search', '/search', 'H1']);
  });

  it('leaves new tabs, other sites and files to the browser', async () => {
    const router = make();
    await router.start();
    const prevented = (html: string, init: MouseEventInit = {}) => {
      document.body.innerHTML = html;
      let answer = false;
      const last = (event: Event) => {
        answer = event.defaultPrevented;
        event.preventDefault();
      };
      addEventListener('click', last, { once: true });
      document.querySelector('a')?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...init }));
      return answer;
    };
    expect(prevented('<a href="/search">x</a>')).toBe(true);
    expect(prevented('<a href="/search">x</a>', { ctrlKey: true })).toBe(false);
    expect(prevented('<a href="https://example.com/">x</a>')).toBe(false);
    expect(prevented('<a href="/search" target="_blank">x</a>')).toBe(false);
    expect(prevented('<a href="/search" download>x</a>')).toBe(false);
  });

  it('changes the query and keeps the rest of it', async () => {
    const router = make();
    await router.start();
    await router.search({ colour: ['red', 'blue'] });
    expect(location.search).toBe('?ref=mail&colour=red&colour=blue');
    await router.search({ ref: null });
    expect(location.search).toBe('?colour=red&colour=blue');
  });

  it('stays when the page guards unsaved input', async () => {
    const router = make();
    await router.start();
    router.guard = () => false;
    await router.go('/search');
    expect(router.name).toBe('product');
  });

  it('lives under a base without a language', async () => {
    history.replaceState(null, '', '/console/search');
    const router = make('/console', false);
    await router.start();
    expect([router.name, router.href('home'), router.href('product', { sku: 'x' })]).toEqual(['search', '/console', '/console/products/x']);
  });
});
