import { describe, expect, it } from 'vitest';

import { chosenEvents, curl, EVENTS, health, pretty, type Webhook } from './tools';

const hook: Webhook = { id: 'web_1', url: 'https://tools.example/', events: [], created_at: '2026-03-01T00:00:00Z', rotated_at: null, failing_since: null, disabled_at: null };

describe('webhooks', () => {
  it('say how they are', () => {
    expect(health(hook)).toBe('on');
    expect(health({ ...hook, failing_since: '2026-03-02T00:00:00Z' })).toBe('failing');
    expect(health({ ...hook, failing_since: '2026-03-02T00:00:00Z', disabled_at: '2026-03-05T00:00:00Z' })).toBe('off');
  });
  it('are told of all where all is chosen, also of what is new one day', () => {
    expect(chosenEvents([...EVENTS])).toEqual([]);
    expect(chosenEvents(['payout.paid', 'nonsense', 'commission.accrued'])).toEqual(['commission.accrued', 'payout.paid']);
  });
  it('show what is no JSON as it is', () => {
    expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(pretty('<html>')).toBe('<html>');
  });
});

it('a first request can be pasted into a shell', () => {
  const command = curl('https://shop.example', 'pak_x');
  expect(command).toContain("'https://shop.example/v1/affiliates/me/links'");
  expect(command.match(/'/g)!.length % 2).toBe(0);
  expect(JSON.parse(/-d '(.*)'$/.exec(command)![1]!)).toMatchObject({ target: '/' });
});
