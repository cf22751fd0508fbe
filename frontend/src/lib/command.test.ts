import { describe, expect, it } from 'vitest';

import { ApiProblem } from '$api';

import { Command } from './command.svelte';

async function keysOf(tries: readonly { content: unknown; fails?: ApiProblem }[]): Promise<string[]> {
  const command = new Command();
  const keys: string[] = [];
  for (const { content, fails } of tries) {
    await command.run(content, async (key) => {
      keys.push(key);
      if (fails) throw fails;
    });
  }
  return keys;
}

describe('a command', () => {
  it('keeps its key while no answer came, so that it happens once', async () => {
    const [first, second, third] = await keysOf([
      { content: 'refund 5', fails: new ApiProblem({ code: 'unreachable' }) },
      { content: 'refund 5', fails: new ApiProblem({ status: 502 }) },
      { content: 'refund 5' },
    ]);
    expect(second).toBe(first);
    expect(third).toBe(first);
  });

  it.each([
    ['after it was done', [{ content: 'refund 5' }, { content: 'refund 5' }]],
    ['after it was refused', [{ content: 'refund 5', fails: new ApiProblem({ status: 409, code: 'wrong_state' }) }, { content: 'refund 5' }]],
    ['for other content', [{ content: 'refund 5', fails: new ApiProblem({ code: 'unreachable' }) }, { content: 'refund 6' }]],
  ])('takes another key %s', async (_when, tries) => {
    const [first, second] = await keysOf(tries);
    expect(second).not.toBe(first);
  });

  it('takes no second press while it runs', async () => {
    const command = new Command();
    let sent = 0;
    let finish = () => {};
    const running = command.run(1, () => {
      sent += 1;
      return new Promise((resolve) => (finish = resolve));
    });
    expect(await command.run(1, async () => void (sent += 1))).toBe(false);
    finish();
    expect([await running, sent]).toEqual([true, 1]);
  });
});
