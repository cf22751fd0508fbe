import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { ApiProblem } from '$api';

import { checkouts } from './checkouts';

const order = {
  cartId: 'cart_1',
  cartToken: null,
  body: { cart_version: 3, expected_total: { amount: 1000, currency: 'USD' }, language: 'en' as const, note: '' },
};
const answers: (() => Promise<Response>)[] = [];
const keys: (string | null)[] = [];

beforeEach(() => {
  sessionStorage.clear();
  answers.length = keys.length = 0;
  vi.stubGlobal('fetch', (_url: string, request: RequestInit) => {
    keys.push(new Headers(request.headers).get('Idempotency-Key'));
    return (answers.shift() as () => Promise<Response>)();
  });
});
afterEach(() => vi.unstubAllGlobals());

const placed = () => Promise.resolve(Response.json({ order: { id: 'ord_1' }, payment: { url: null } }, { status: 201 }));
const refused = (status: number, code: string) => () =>
  Promise.resolve(new Response(JSON.stringify({ code, status }), { status, headers: { 'Content-Type': 'application/problem+json' } }));
const lost = () => Promise.reject(new TypeError('network'));
const atOnce = () => Promise.resolve();

it('keeps its key after a lost answer, so that the order is placed once', async () => {
  answers.push(lost, placed);
  const attempt = checkouts.of(order);
  await expect(checkouts.send(attempt, atOnce)).rejects.toBeInstanceOf(ApiProblem);
  expect(checkouts.open).toEqual(attempt);
  await checkouts.send(checkouts.of(order), atOnce);
  expect(keys).toEqual([attempt.key, attempt.key]);
  expect(checkouts.open).toBeNull();
});

it('is a new one after a refusal, and for another total', async () => {
  answers.push(refused(409, 'total_changed'));
  const first = checkouts.of(order);
  await expect(checkouts.send(first, atOnce)).rejects.toMatchObject({ code: 'total_changed' });
  expect(checkouts.open).toBeNull();
  const second = checkouts.of(order);
  const other = checkouts.of({ ...order, body: { ...order.body, expected_total: { amount: 900, currency: 'USD' } } });
  expect(new Set([first.key, second.key, other.key]).size).toBe(3);
});

it('waits while the first sending still runs', async () => {
  answers.push(refused(409, 'request_still_running'), placed);
  await expect(checkouts.send(checkouts.of(order), atOnce)).resolves.toMatchObject({ order: { id: 'ord_1' } });
  expect(keys[0]).toBe(keys[1]);
});
