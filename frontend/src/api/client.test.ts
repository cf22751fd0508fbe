import { beforeEach, describe, expect, it } from 'vitest';

import { ApiProblem, Client, Session } from './index';

interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/** A server of a few lines: `answers` maps `METHOD address` to what it says, in turn; the last one stays. */
function serve(answers: Record<string, (() => Response)[]>) {
  const calls: Call[] = [];
  const fetcher = (async (url: string, init: RequestInit = {}) => {
    calls.push({ method: init.method ?? 'GET', url, headers: init.headers as Record<string, string>, body: init.body });
    const queue = answers[`${init.method} ${url}`] ?? [];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (!answer) throw new TypeError('Failed to fetch');
    return answer();
  }) as unknown as typeof fetch;
  let now = 0;
  const session = new Session(fetcher);
  return { calls, session, client: new Client(session, fetcher, () => now), pass: (ms: number) => (now += ms) };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => () =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
const problem = (body: object, status: number, headers: Record<string, string> = {}) =>
  json(body, status, { 'Content-Type': 'application/problem+json', ...headers });
const publicly = { 'Cache-Control': 'public, max-age=60' };
const SIGNED_IN = { access_token: 'fresh', expires_in_seconds: 900, refresh_token: null, account: { id: 'acc_1', roles: [] } };

beforeEach(() => localStorage.clear());

describe('problems', () => {
  it('carry the code, the sentence, each field and when to come back', async () => {
    const { client } = serve({
      'POST /v1/accounts': [
        problem({ code: 'too_many', title: 'T', detail: 'Wait.', errors: [{ field: 'email', message: 'is taken' }], left: 2 }, 429, { 'Retry-After': '30' }),
      ],
    });
    const thrown = (await client.post('/v1/accounts', { body: {} as never }).catch((error: unknown) => error)) as ApiProblem;
    expect(thrown).toMatchObject({ status: 429, code: 'too_many', detail: 'Wait.', fields: { email: 'is taken' }, retryAfterSeconds: 30, context: { left: 2 } });
  });

  it('are told apart from no answer at all, and from a page of a proxy', async () => {
    const { client } = serve({ 'GET /v1/health': [() => new Response('<h1>502</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } })] });
    await expect(client.get('/v1/health')).rejects.toMatchObject({ code: 'http_502', isUnreachable: false });
    await expect(client.get('/v1/categories')).rejects.toMatchObject({ code: 'unreachable', isUnreachable: true });
  });
});

describe('reads', () => {
  it('ask once for what two places want at the same time', async () => {
    const { client, calls } = serve({ 'GET /v1/products?lang=en&q=a': [json({ total: 1 })] });
    const [one, two] = await Promise.all([
      client.get('/v1/products', { query: { q: 'a', lang: 'en' } }),
      client.get('/v1/products', { query: { lang: 'en', q: 'a' } }),
    ]);
    expect([one, two, calls.length]).toEqual([{ total: 1 }, { total: 1 }, 1]);
  });

  it('use what was prefetched, while it is fresh', async () => {
    const { client, calls, pass } = serve({ 'GET /v1/categories?lang=en': [json({ items: [] }, 200, publicly)] });
    const request = client.request('/v1/categories', { query: { lang: 'en' } });
    client.prefetch(request);
    await client.load(request);
    expect(client.cached(request)).toEqual({ items: [] });
    pass(61_000);
    expect(client.cached(request)).toBeUndefined();
    await client.load(request);
    expect(calls.length).toBe(2);
  });

  it('find what came with the page, however its address was written', () => {
    const { client, calls } = serve({});
    client.embed({ '/v1/products?lang=en&q=A%20B&attr.colour=red%20hot': { total: 7 } });
    const request = client.request('/v1/products', { query: { q: 'A B', 'attr.colour': ['red hot'], lang: 'en' } });
    expect([client.cached(request), calls.length]).toEqual([{ total: 7 }, 0]);
  });

  it('ask again for what depends on the person after a change, but not for what everybody sees', async () => {
    const { client, calls } = serve({
      'GET /v1/me': [json({ name: 'old' }), json({ name: 'new' })],
      'GET /v1/categories': [json({}, 200, publicly)],
      'PATCH /v1/me': [json({ name: 'new' })],
    });
    await client.get('/v1/me');
    await client.get('/v1/categories');
    await client.patch('/v1/me', { body: { name: 'new' } });
    expect(await client.get('/v1/me')).toEqual({ name: 'new' });
    await client.get('/v1/categories');
    expect(calls.filter(({ url }) => url === '/v1/categories').length).toBe(1);
  });

  it('do not keep a failure', async () => {
    const { client } = serve({ 'GET /v1/me': [problem({ code: 'busy' }, 503), json({ name: 'Amy' })] });
    await expect(client.get('/v1/me')).rejects.toMatchObject({ code: 'busy' });
    expect(await client.get('/v1/me')).toEqual({ name: 'Amy' });
  });
});

describe('changes', () => {
  it('send the body, the tokens and the key', async () => {
    const { client, calls } = serve({ 'POST /v1/carts/c1/checkout': [json({ order: {} }, 201)] });
    await client.post('/v1/carts/{cart_id}/checkout', {
      path: { cart_id: 'c1' }, body: { cart_version: 3, expected_total: { amount: 1, currency: 'USD' } }, cartToken: 'ct', orderToken: 'ot', quoteToken: 'qt', idempotencyKey: 'k1',
    });
    expect(calls[0]).toMatchObject({ body: '{"cart_version":3,"expected_total":{"amount":1,"currency":"USD"}}', headers: { 'Cart-Token': 'ct', 'Order-Token': 'ot', 'Quote-Token': 'qt', 'Idempotency-Key': 'k1', 'Content-Type': 'application/json' } });
  });

  it('answer nothing for 204', async () => {
    const { client } = serve({ 'DELETE /v1/sessions/current': [() => new Response(null, { status: 204 })] });
    expect(await client.delete('/v1/sessions/current')).toBeUndefined();
  });
});

describe('the session', () => {
  it('asks nothing of a guest', async () => {
    const { client, calls } = serve({ 'GET /v1/me': [problem({ code: 'unauthenticated' }, 401)] });
    await expect(client.get('/v1/me')).rejects.toMatchObject({ status: 401 });
    expect(calls.map(({ url }) => url)).toEqual(['/v1/me']);
  });

  it('is renewed once for many calls, which then go out signed in', async () => {
    localStorage.setItem('portico.signed-in', '1');
    const { client, calls } = serve({ 'POST /v1/sessions/refresh': [json(SIGNED_IN)], 'GET /v1/me': [json({})], 'GET /v1/orders': [json({})] });
    await Promise.all([client.get('/v1/me'), client.get('/v1/orders')]);
    expect(calls.filter(({ url }) => url === '/v1/sessions/refresh')).toMatchObject([{ body: '{}' }]);
    expect(calls.filter(({ method }) => method === 'GET').map(({ headers }) => headers.Authorization)).toEqual(['Bearer fresh', 'Bearer fresh']);
  });

  it('is renewed and the call repeated when its token is refused', async () => {
    const { client, session, calls } = serve({
      'GET /v1/me': [problem({ code: 'unauthenticated' }, 401), json({ id: 'acc_1' })],
      'POST /v1/sessions/refresh': [json(SIGNED_IN)],
    });
    session.take({ ...SIGNED_IN, access_token: 'stale' } as never);
    expect(await client.get('/v1/me')).toEqual({ id: 'acc_1' });
    expect(calls.map(({ headers }) => headers.Authorization)).toEqual(['Bearer stale', undefined, 'Bearer fresh']);
  });

  it('ends when it cannot be renewed, and outlives a server that is down', async () => {
    const people: unknown[] = [];
    const { session } = serve({ 'POST /v1/sessions/refresh': [problem({ code: 'busy' }, 503), problem({ code: 'session_ended' }, 401)] });
    session.onChange = (account) => people.push(account);
    localStorage.setItem('portico.signed-in', '1');
    await expect(session.renew()).rejects.toMatchObject({ code: 'busy' });
    expect(session.isLikely).toBe(true);
    expect(await session.renew()).toBe(false);
    expect([session.isLikely, people]).toEqual([false, [null]]);
  });
});
