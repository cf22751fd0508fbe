import { ApiProblem, asProblem, problemOf } from './problem';
import type { Session } from './session';
import type { Answer, Options, Path, Query, Request } from './types';
import { buildUrl, canonicalUrl } from './url';

/** How long an answer that is the same for everybody is shown without asking again. */
const PUBLIC_MS = 60_000;
/** How long a prefetched answer that depends on who asks is held for the page that will want it. */
const PRIVATE_MS = 5_000;
/** Bound on what is kept. */
const MAX_KEPT = 100;

interface Kept {
  promise: Promise<unknown>;
  /** Set once it came. */
  answer?: unknown;
  settled: boolean;
  freshUntil: number;
  isPublic: boolean;
}

/** Any route's options, once their types have done their work. */
interface Loose {
  path?: Readonly<Record<string, string>>;
  query?: Query;
  body?: unknown;
  idempotencyKey?: string;
  cartToken?: string | null;
  orderToken?: string | null;
  quoteToken?: string | null;
  signal?: AbortSignal;
}

/** Calls the API: typed by its routes, signed in silently, one request for equal reads, problems as `ApiProblem`. */
export class Client {
  private readonly kept = new Map<string, Kept>();

  constructor(
    readonly session: Session,
    private readonly fetcher: typeof fetch = (...given) => fetch(...given),
    private readonly now: () => number = Date.now,
  ) {}

  /** Takes answers that came with the page (`{address: answer}`), so that the first view asks for nothing. */
  embed(answers: Readonly<Record<string, unknown>>): void {
    for (const [url, answer] of Object.entries(answers)) {
      this.keep(keyOf({ url: canonicalUrl(url), headers: {} }), Promise.resolve(answer), answer, true);
    }
  }

  /** A read, to hand to `load`, `prefetch`, `cached` or `resource`. */
  request<P extends Path<'get'>>(path: P, options?: Options<P, 'get'>): Request<Answer<P, 'get'>> {
    const { path: parameters, query } = (options ?? {}) as Loose;
    return { url: buildUrl(path, parameters, query), headers: headersOf((options ?? {}) as Loose) };
  }

  get<P extends Path<'get'>>(path: P, options?: Options<P, 'get'>): Promise<Answer<P, 'get'>> {
    return this.load(this.request(path, options));
  }

  /** A file that is for who asks: a picture, a document, a table. `accept` is its type, which the edge wants to see for bytes. */
  async file<P extends Path<'get'>>(path: P, options: Options<P, 'get'>, accept: string): Promise<Blob> {
    const { url, headers } = this.request(path, options);
    return (await this.send('GET', url, { ...headers, Accept: accept })).blob();
  }

  post<P extends Path<'post'>>(path: P, options?: Options<P, 'post'>): Promise<Answer<P, 'post'>> {
    return this.change('POST', path, options as Loose) as Promise<Answer<P, 'post'>>;
  }

  put<P extends Path<'put'>>(path: P, options?: Options<P, 'put'>): Promise<Answer<P, 'put'>> {
    return this.change('PUT', path, options as Loose) as Promise<Answer<P, 'put'>>;
  }

  patch<P extends Path<'patch'>>(path: P, options?: Options<P, 'patch'>): Promise<Answer<P, 'patch'>> {
    return this.change('PATCH', path, options as Loose) as Promise<Answer<P, 'patch'>>;
  }

  delete<P extends Path<'delete'>>(path: P, options?: Options<P, 'delete'>): Promise<Answer<P, 'delete'>> {
    return this.change('DELETE', path, options as Loose) as Promise<Answer<P, 'delete'>>;
  }

  /** The answer of a read: the one on its way, a fresh one that is kept, or a new call. */
  load<T>(request: Request<T>): Promise<T> {
    const kept = this.fresh(request);
    return (kept?.promise ?? this.read(request)) as Promise<T>;
  }

  /** Calls again whatever is kept. */
  reload<T>(request: Request<T>): Promise<T> {
    this.kept.delete(keyOf(request));
    return this.read(request) as Promise<T>;
  }

  /** The fresh answer that is already here, at once. */
  cached<T>(request: Request<T>): T | undefined {
    return this.fresh(request)?.answer as T | undefined;
  }

  /** Gets a read under way because it will probably be wanted. Failures show when it is. */
  prefetch(request: Request<unknown>): void {
    if (!this.fresh(request)) this.read(request).catch(() => {});
  }

  /** Drops what depends on who asks: after a change, a sign-in, a sign-out. */
  dropPrivate(): void {
    for (const [key, { isPublic }] of this.kept) if (!isPublic) this.kept.delete(key);
  }

  private fresh(request: Request<unknown>): Kept | undefined {
    const kept = this.kept.get(keyOf(request));
    return kept && (!kept.settled || this.now() < kept.freshUntil) ? kept : undefined;
  }

  private read(request: Request<unknown>): Promise<unknown> {
    const key = keyOf(request);
    const promise = this.send('GET', request.url, { ...request.headers }).then(
      async (response) => {
        const answer: unknown = await response.json();
        const isPublic = response.headers.get('Cache-Control')?.includes('public') ?? false;
        // A change meanwhile dropped this read: its answer is handed over, but not kept.
        if (this.kept.get(key)?.promise === promise) this.keep(key, promise, answer, isPublic);
        return answer;
      },
    );
    const kept: Kept = { promise, settled: false, freshUntil: 0, isPublic: false };
    this.kept.set(key, kept);
    promise.catch(() => {
      if (this.kept.get(key) === kept) this.kept.delete(key);
    });
    return promise;
  }

  private keep(key: string, promise: Promise<unknown>, answer: unknown, isPublic: boolean): void {
    this.kept.delete(key);
    const freshUntil = this.now() + (isPublic ? PUBLIC_MS : PRIVATE_MS);
    this.kept.set(key, { promise, answer, settled: true, freshUntil, isPublic });
    if (this.kept.size > MAX_KEPT) this.kept.delete(this.kept.keys().next().value as string);
  }

  private async change(method: string, path: string, options: Loose = {}): Promise<unknown> {
    const url = buildUrl(path, options.path, options.query);
    const headers = headersOf(options);
    const raw = options.body instanceof Blob;
    if (options.body !== undefined && !raw) headers['Content-Type'] = 'application/json';
    const body = raw ? (options.body as Blob) : options.body === undefined ? undefined : JSON.stringify(options.body);
    try {
      const response = await this.send(method, url, headers, body, options.signal);
      return response.status === 204 ? undefined : await response.json();
    } finally {
      this.dropPrivate();
    }
  }

  private async send(
    method: string,
    url: string,
    headers: Record<string, string>,
    body?: BodyInit,
    signal?: AbortSignal,
  ): Promise<Response> {
    const attempt = async (): Promise<Response> => {
      const bearer = await this.session.bearer();
      const sent = bearer ? { ...headers, Authorization: `Bearer ${bearer}` } : headers;
      try {
        return await this.fetcher(url, { method, headers: { Accept: 'application/json', ...sent }, body, signal });
      } catch (error) {
        if (signal?.aborted) throw error;
        throw asProblem(error);
      }
    };
    let response = await attempt();
    if (response.status === 401 && this.session.isLikely && (await this.session.renew())) response = await attempt();
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

function headersOf(options: Loose): Record<string, string> {
  const headers: Record<string, string> = {};
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  if (options.cartToken) headers['Cart-Token'] = options.cartToken;
  if (options.orderToken) headers['Order-Token'] = options.orderToken;
  if (options.quoteToken) headers['Quote-Token'] = options.quoteToken;
  return headers;
}

function keyOf(request: Request<unknown>): string {
  return `${request.url} ${JSON.stringify(request.headers)}`;
}

/** A key that makes a POST safe to repeat: one per intention of the person, kept until its answer came. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

export { ApiProblem };
