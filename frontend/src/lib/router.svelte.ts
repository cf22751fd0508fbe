import { tick, type Component } from 'svelte';

import type { Language } from './format';
import { fillPath, matchPath, type Match, type ParamsOf, type Route, type Routes } from './routes';

export interface RouterOptions<R extends Routes> {
  routes: R;
  /** Shown for an address that no route knows. */
  notFound: Route;
  /** What all addresses of the app begin with: '' or '/console'. */
  base: string;
  /** Whether `/zh/…` is Chinese. Without, the language is not in the address. */
  languageInPath: boolean;
  /** Gets the language's texts ready; awaited before the page of that language shows. */
  useLanguage: (language: Language) => Promise<void>;
  /** The language where the address does not say. */
  defaultLanguage: () => Language;
}

interface Place {
  url: URL;
  language: Language;
  match: Match | null;
}

type Search = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;
type Go = { replace?: boolean; keepScroll?: boolean };

/** Moves between pages without loading a document: history, focus, scroll, announcements, code on demand. */
export class Router<R extends Routes> {
  /** The page that is shown. */
  page = $state.raw<Component<{ params: Readonly<Record<string, string>>; query: URLSearchParams }> | null>(null);
  name = $state<string | null>(null);
  params = $state.raw<Readonly<Record<string, string>>>({});
  url = $state.raw(new URL('http://portico.invalid/'));
  /** A page is on its way. */
  busy = $state(false);
  /** The page's code could not be loaded (offline, or a new version was published). */
  failed = $state(false);
  /** Read out after a navigation. */
  announcement = $state('');

  /** Asked before leaving; false stays. For forms with unsaved input. */
  guard: (() => boolean) | null = null;

  private visit = 0;
  private index = 0;
  private readonly listening = new AbortController();
  private readonly scrolls = new Map<number, number>();

  constructor(private readonly options: RouterOptions<R>) {}

  get query(): URLSearchParams {
    return this.url.searchParams;
  }

  /** Shows the current address and takes over links, back and forward. Resolves when the first page is ready to be drawn. */
  async start(): Promise<void> {
    history.scrollRestoration = 'manual';
    this.index = (history.state as { index?: number } | null)?.index ?? 0;
    history.replaceState({ index: this.index }, '');
    const { signal } = this.listening;
    document.addEventListener('click', this.onClick, { signal });
    for (const event of ['pointerover', 'focusin', 'touchstart'] as const) {
      document.addEventListener(event, this.onIntent, { passive: true, signal });
    }
    addEventListener('popstate', this.onPop, { signal });
    addEventListener('pagehide', () => sessionStorage.setItem('portico.scroll', String(scrollY)), { signal });
    await this.show(new URL(location.href));
  }

  /** Leaves links and history to the browser again. */
  stop(): void {
    this.listening.abort();
  }

  /** An address of this app: `href('product', { sku })`, `href('search', {}, { q })`. In the current language unless told. */
  href<N extends keyof R & string>(
    name: N,
    ...[params, search, language]: keyof ParamsOf<R[N]['path']> extends never
      ? [params?: Record<string, never>, search?: Search, language?: Language]
      : [params: ParamsOf<R[N]['path']>, search?: Search, language?: Language]
  ): string {
    const path = fillPath((this.options.routes[name] as Route).path, params as Record<string, string> | undefined);
    return this.address(path, language ?? this.placeOf(this.url).language) + searchText(search ?? {});
  }

  /** A path of this app in the current language: `at('/cart')`. For shells; pages use `href`. */
  at(path: string): string {
    return this.address(path, this.placeOf(this.url).language);
  }

  /** This page in another language. */
  hrefIn(language: Language): string {
    return this.address(this.pathOf(this.url).path, language) + this.url.search;
  }

  /** Goes to an address of this app (from `href`), or leaves to any other. */
  async go(address: string, { replace = false, keepScroll = false }: Go = {}): Promise<void> {
    const url = new URL(address, location.href);
    if (!this.owns(url)) return location.assign(url);
    if (this.guard && !this.guard()) return;
    if (!replace) {
      this.scrolls.set(this.index, scrollY);
      this.index += 1;
    }
    history[replace ? 'replaceState' : 'pushState']({ index: this.index }, '', url);
    await this.show(url, keepScroll ? null : 0);
  }

  /** Changes the query of this page, keeping the place: filters, sorting, tabs. */
  async search(changes: Search, go: Go = { keepScroll: true }): Promise<void> {
    const now: Record<string, readonly string[]> = {};
    for (const key of this.query.keys()) now[key] = this.query.getAll(key);
    await this.go(this.url.pathname + searchText({ ...now, ...changes }), go);
  }

  /** Gets the code and the data of an address under way. */
  prefetch(address: string): void {
    const url = new URL(address, location.href);
    if (!this.owns(url)) return;
    const { match, language } = this.placeOf(url);
    if (!match) return;
    match.route.page().catch(() => {});
    match.route.prefetch?.({ params: match.params, query: url.searchParams, language });
  }

  private async show(url: URL, scrollTo: number | null = null): Promise<void> {
    const visit = (this.visit += 1);
    const first = this.page === null;
    const { match, language } = this.placeOf(url);
    // Another product is another page; a filter, a tab or a variant (which keep the place) is not.
    const samePage = match !== null && (scrollTo === null || url.pathname === this.url.pathname);
    const route = match?.route ?? this.options.notFound;
    this.busy = true;
    this.failed = false;
    route.prefetch?.({ params: match?.params ?? {}, query: url.searchParams, language });
    try {
      const [module] = await Promise.all([route.page(), this.options.useLanguage(language)]);
      if (visit !== this.visit) return;
      this.page = module.default;
      this.name = match?.name ?? null;
      this.params = match?.params ?? {};
      this.url = url;
    } catch {
      if (visit !== this.visit) return;
      // A new version may have replaced the chunk: the document brings the new names.
      if (!first && navigator.onLine) location.reload();
      else this.failed = true;
    } finally {
      if (visit === this.visit) this.busy = false;
    }
    if (visit !== this.visit) return;
    await tick();
    if (first) restoreAfterReload();
    else this.arrive(scrollTo, samePage);
  }

  /** Where the reader is after a navigation: at the top with the heading in focus, or where they were. */
  private arrive(scrollTo: number | null, samePage: boolean): void {
    if (scrollTo !== null) {
      const target = this.url.hash ? document.getElementById(decodeURIComponent(this.url.hash.slice(1))) : null;
      if (target) target.scrollIntoView();
      else window.scrollTo({ top: scrollTo, behavior: 'instant' });
    }
    if (samePage) return;
    const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
    this.announcement = document.title;
  }

  private readonly onPop = (event: PopStateEvent): void => {
    this.scrolls.set(this.index, scrollY);
    this.index = (event.state as { index?: number } | null)?.index ?? 0;
    void this.show(new URL(location.href), this.scrolls.get(this.index) ?? 0);
  };

  private readonly onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = linkOf(event);
    if (!link || link.target || link.hasAttribute('download') || link.dataset.router === 'off') return;
    const url = new URL(link.href);
    if (!this.owns(url)) return;
    if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
    event.preventDefault();
    void this.go(link.href, { keepScroll: link.dataset.router === 'keep-scroll' });
  };

  private readonly onIntent = (event: Event): void => {
    const link = linkOf(event);
    if (link && link.dataset.router !== 'off' && link.href !== location.href) this.prefetch(link.href);
  };

  private owns(url: URL): boolean {
    if (url.origin !== location.origin) return false;
    const { base } = this.options;
    if (base) return url.pathname === base || url.pathname.startsWith(`${base}/`);
    return this.placeOf(url).match !== null;
  }

  private pathOf(url: URL): { path: string; language: Language } {
    let path = url.pathname.slice(this.options.base.length) || '/';
    if (!this.options.languageInPath) return { path, language: this.options.defaultLanguage() };
    const chinese = /^\/zh(?=\/|$)/.test(path);
    if (chinese) path = path.slice(3) || '/';
    return { path, language: chinese ? 'zh' : 'en' };
  }

  private placeOf(url: URL): Place {
    const { path, language } = this.pathOf(url);
    return { url, language, match: matchPath(this.options.routes, path) };
  }

  private address(path: string, language: Language): string {
    const prefix = this.options.base + (this.options.languageInPath && language === 'zh' ? '/zh' : '');
    return path === '/' ? prefix || '/' : prefix + path;
  }
}

function linkOf(event: Event): HTMLAnchorElement | null {
  const target = event.target instanceof Element ? event.target.closest('a') : null;
  return target instanceof HTMLAnchorElement && target.href ? target : null;
}

function searchText(search: Search): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === null || value === undefined || value === '' || value === false) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) pairs.append(name, String(one));
  }
  const text = pairs.toString();
  return text ? `?${text}` : '';
}

function restoreAfterReload(): void {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (entry && entry.type !== 'navigate') window.scrollTo(0, Number(sessionStorage.getItem('portico.scroll')) || 0);
}
