import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { api } from '$api';
import { auth } from '$lib/auth.svelte';

import { yours } from './yours.svelte';

const asked: string[] = [];
let personal = true;

function answer(path: string, body: string | undefined): unknown {
  if (path === '/v1/prices/terms') return { personal, organisation: null, group: null, lists: [] };
  const { lines } = JSON.parse(body ?? '{}') as { lines: { sku: string }[] };
  asked.push(lines.map(({ sku }) => sku).join(' '));
  const source = { kind: 'contract', name: 'Frame 2026', reason: '', from_quantity: 1, sale: false };
  return { lines: lines.map(({ sku }) => ({ id: sku, sku, unit_price: { amount: 900, currency: 'USD' }, list_price: { amount: 1000, currency: 'USD' }, source, tiers: [] })) };
}
const signIn = (id: string) =>
  api.session.take({ access_token: 'token', expires_in_seconds: 600, refresh_token: null, account: { id, roles: ['customer'] } as never });

beforeEach(async () => {
  asked.length = 0;
  personal = true;
  localStorage.clear();
  vi.stubGlobal('fetch', (url: string, { body }: { body?: string }) => Promise.resolve(Response.json(answer(new URL(url, location.href).pathname, body))));
  await auth.start();
});
afterEach(() => {
  api.session.forget();
  vi.unstubAllGlobals();
});

it('asks nothing for a guest', async () => {
  expect([yours.expected, yours.of('A')]).toEqual([false, null]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toEqual([]);
});

it('asks once for what is seen, and keeps the places meanwhile', async () => {
  signIn('acc_1');
  await vi.waitFor(() => expect(yours.expected).toBe(true));
  expect([yours.of('A'), yours.of('B')]).toEqual(['pending', 'pending']);
  await vi.waitFor(() => expect(yours.of('A')).toMatchObject({ price: { amount: 900 }, list: { amount: 1000 } }));
  expect(asked).toEqual(['A B']);
});

it('asks nothing for somebody without prices of their own', async () => {
  personal = false;
  signIn('acc_2');
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect([yours.expected, yours.of('A'), asked]).toEqual([false, null, []]);
});

it('forgets the prices of whoever leaves', async () => {
  signIn('acc_3');
  await vi.waitFor(() => expect(yours.expected).toBe(true));
  yours.of('A');
  await vi.waitFor(() => expect(yours.of('A')).toMatchObject({ price: { amount: 900 } }));
  api.session.forget();
  await vi.waitFor(() => expect(yours.expected).toBe(false));
  expect(yours.of('A')).toBeNull();
});
