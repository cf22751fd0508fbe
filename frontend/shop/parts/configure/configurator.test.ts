import { describe, expect, it } from 'vitest';

import { Configurator, type Outcome } from './configurator.svelte';
import { savedChoices } from './model';
import { Answers, chassis } from './testing';

const OPTICS = 'card/optics/count';

async function begun(start?: { own: Record<string, string | number>; filled: Record<string, string | number> }) {
  const answers = new Answers();
  const told: Outcome[] = [];
  const configurator = new Configurator(chassis(), answers, start, (outcome) => told.push(outcome));
  await configurator.start();
  told.length = 0;
  return { answers, told, configurator };
}
const stateOf = (configurator: Configurator, option: string, value: string | number) => configurator.state(option, value);

describe('a choice', () => {
  it('is shown before the answer is there', async () => {
    const { answers, configurator } = await begun();
    answers.held = [];
    const done = configurator.choose('card', 'fibre');
    expect([configurator.seen.get('card')?.value, configurator.total.amount, configurator.busy]).toEqual(['fibre', 1000 + 900 + 50, true]);
    answers.held.forEach((release) => release());
    await done;
    expect([configurator.total.amount, configurator.busy]).toEqual([1000 + 900 + 50 + 300, false]);
  });

  it('is not overtaken by an older answer that arrives later', async () => {
    const { answers, configurator } = await begun();
    const held: (() => void)[] = (answers.held = []);
    const first = configurator.choose('power', 'small');
    const second = configurator.choose('power', 'large');
    held[1]?.();
    await second;
    held[0]?.();
    await first;
    expect([configurator.own.power, stateOf(configurator, 'card', 'fibre')]).toEqual(['large', 'selectable']);
  });

  it('stays when the answer does not come, and is looked at again on demand', async () => {
    const { answers, configurator } = await begun();
    answers.broken = true;
    await configurator.choose('power', 'small');
    expect([configurator.own, configurator.problem?.isUnreachable]).toEqual([{ power: 'small' }, true]);
    answers.broken = false;
    await configurator.retry();
    expect([configurator.problem, stateOf(configurator, 'card', 'fibre')]).toEqual([null, 'blocked']);
  });

  it('that goes with nothing, made before the last answer came, asks why instead of changing another', async () => {
    const { answers, configurator } = await begun();
    answers.held = [];
    void configurator.choose('power', 'small');
    answers.held = null;
    await configurator.choose('card', 'fibre');
    expect(configurator.own).toEqual({ power: 'small' });
    expect([configurator.question?.option, configurator.question?.value, configurator.question?.why?.repairs[0]?.[0]?.option]).toEqual(['card', 'fibre', 'power']);
  });
});

describe('a blocked value', () => {
  it('is explained, repaired in one step, and undone in one', async () => {
    const { configurator, told } = await begun({ own: { power: 'small' }, filled: {} });
    await configurator.ask('card', 'fibre');
    expect(configurator.question?.why?.rules[0]?.reason).toBe('Fibre needs the large supply.');
    await configurator.repair(['power']);
    expect([configurator.own, told.at(-1)?.removed]).toEqual([{ card: 'fibre' }, { power: 'small' }]);
    await configurator.undo();
    expect(configurator.own).toEqual({ power: 'small' });
    await configurator.redo();
    expect(configurator.own).toEqual({ card: 'fibre' });
  });
});

describe('what was chosen inside a module', () => {
  it('does not stand in the way of another value, goes with it, and that is told', async () => {
    const { configurator, told } = await begun({ own: { card: 'fibre', [OPTICS]: 2 }, filled: {} });
    expect(stateOf(configurator, 'card', 'copper')).toBe('blocked');
    await configurator.lookWithout('card');
    expect(stateOf(configurator, 'card', 'copper')).toBe('selectable');
    await configurator.choose('card', 'copper');
    expect([configurator.own, told.at(-1)?.removed]).toEqual([{ card: 'copper' }, { [OPTICS]: 2 }]);
  });

  it('is no reason why something cannot be had', async () => {
    const { configurator } = await begun({ own: { card: 'fibre', [OPTICS]: 2 }, filled: {} });
    await configurator.ask('card', 'copper');
    expect([configurator.question, configurator.own]).toEqual([null, { card: 'copper' }]);
  });
});

describe('what was filled in', () => {
  it('completes the configuration, and gives way to choices as little as they need', async () => {
    const { configurator, told } = await begun();
    await configurator.fill('defaults');
    expect([configurator.complete, configurator.own, configurator.seen.get('power')?.value]).toEqual([true, {}, 'small']);
    await configurator.choose('card', 'fibre');
    expect([configurator.complete, configurator.own, configurator.seen.get('power')]).toMatchObject([true, { card: 'fibre' }, { value: 'large', by: 'forced' }]);
    expect(told.at(-1)?.changed.map(({ option, from, to }) => [option.option, from, to])).toEqual([['power', 'small', 'large']]);
    expect(told.at(-1)?.difference).toBe(200 + 900);
  });

  it('is taken out again without the choices', async () => {
    const { configurator, told } = await begun({ own: { power: 'large' }, filled: {} });
    await configurator.fill('price');
    await configurator.clearFilled();
    expect([configurator.own, configurator.complete, told.at(-1)]).toEqual([{ power: 'large' }, false, { changed: [], difference: 0, removed: {} }]);
  });
});

describe('what was saved', () => {
  const saved = { power: 'small', card: 'none', [OPTICS]: 'absent', fans: 'tray' };

  it('is chosen: nothing of it gives way in silence, and giving it up is offered', async () => {
    const { configurator } = await begun({ own: savedChoices(saved), filled: {} });
    configurator.saved = saved;
    expect([configurator.complete, configurator.isAsSaved('power'), stateOf(configurator, 'card', 'fibre')]).toEqual([true, true, 'blocked']);
    await configurator.ask('card', 'fibre');
    await configurator.repair(['power']);
    expect([configurator.seen.get('card')?.value, configurator.isAsSaved('card'), configurator.isAsSaved('power')]).toEqual(['fibre', false, false]);
  });
});

describe('a saved configuration in which something is open', () => {
  it('keeps what goes with a choice, tells what gives way, and leaves the rest open', async () => {
    const { configurator, told } = await begun({ own: {}, filled: { power: 'small' } });
    await configurator.choose('card', 'fibre');
    expect([configurator.seen.get('power')?.value, configurator.seen.get(OPTICS)?.value, configurator.complete]).toEqual(['large', null, false]);
    expect(told.at(-1)?.changed.map(({ option }) => option.option)).toEqual(['power']);
  });
});

describe('choices that were kept and do not go together any more', () => {
  it('are not dropped before the customer says which', async () => {
    const { configurator } = await begun({ own: { power: 'small', card: 'fibre' }, filled: {} });
    expect([configurator.question?.option, configurator.question?.choices]).toEqual([null, { power: 'small', card: 'fibre' }]);
    await configurator.repair(['power']);
    expect(configurator.own).toEqual({ card: 'fibre' });
  });
});
