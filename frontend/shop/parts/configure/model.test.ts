import { describe, expect, it } from 'vitest';

import { decidedChoices, difference, find, gentleRepair, look, progressOf, stateTable, totalOf, wordsOf, type Choices, type Seen } from './model';
import { Answers, chassis } from './testing';

const model = chassis();
const OPTICS = 'card/optics/count';

async function seenAfter(own: Choices, filled: Choices = {}): Promise<ReadonlyMap<string, Seen>> {
  return look(model, stateTable(await new Answers().states(own)), own, filled);
}
const shown = (seen: ReadonlyMap<string, Seen>) => Object.fromEntries([...seen].map(([path, { value, by, visible }]) => [path, visible ? [value, by] : null]));

describe('what is shown', () => {
  it('of a module comes with the value that brings it, and goes with another', async () => {
    expect(shown(await seenAfter({}))[OPTICS]).toBeNull();
    expect(shown(await seenAfter({ card: 'fibre' }))[OPTICS]).toEqual([null, null]);
    expect(shown(await seenAfter({ card: 'copper' }))[OPTICS]).toBeNull();
  });

  it('says what follows from the choices, and what was filled in beside them', async () => {
    expect(shown(await seenAfter({ card: 'fibre' }, { power: 'small', [OPTICS]: 2 }))).toEqual({
      power: ['large', 'forced'], card: ['fibre', 'own'], [OPTICS]: [2, 'filled'], fans: ['tray', 'forced'],
    });
  });

  it('shows nothing filled in that the choices rule out', async () => {
    expect(shown(await seenAfter({ power: 'small' }, { card: 'fibre' })).card).toEqual([null, null]);
  });
});

describe('the price', () => {
  it('is the base with all that is shown, forced and filled in too', async () => {
    expect(totalOf(model, await seenAfter({ card: 'fibre' }, { [OPTICS]: 3 }))).toEqual({ amount: 1000 + 300 + 900 + 30 + 50, currency: 'USD' });
  });

  it('of another value is told as the difference to what is shown, or whole where nothing is', async () => {
    const seen = await seenAfter({ card: 'copper' });
    const of = (path: string) => seen.get(path) as Seen;
    expect([difference(model, of('card'), 'fibre'), difference(model, of('card'), 'none'), difference(model, of('power'), 'large')]).toEqual([400, -500, 300]);
  });
});

describe('progress', () => {
  it('counts what is there: a module adds its options', async () => {
    expect(progressOf((await seenAfter({})).values())).toEqual({ decided: 1, of: 3 });
    expect(progressOf((await seenAfter({ card: 'fibre' })).values())).toEqual({ decided: 3, of: 4 });
  });

  it('saves options that are not there too, so that the configuration is whole', async () => {
    expect(decidedChoices((await seenAfter({ card: 'copper', power: 'small' })).values())).toEqual({ power: 'small', card: 'copper', [OPTICS]: 'absent', fans: 'tray' });
  });
});

describe('a search', () => {
  it('finds options by their own words, and by those of their values', () => {
    expect([...(find(model, wordsOf('FIB')) ?? [])].map(([path, { values }]) => [path, [...values]])).toEqual([['card', ['fibre']]]);
    expect([...(find(model, wordsOf('power')) ?? [])].map(([path, { values }]) => [path, values.size])).toEqual([['power', 2]]);
    expect(find(model, wordsOf('  '))).toBeNull();
  });
});

describe('a repair of what was filled in', () => {
  it('is one that leaves the own choices alone', () => {
    const give = (...paths: string[]) => paths.map((option) => ({ option }));
    expect(gentleRepair([give('card'), give('power', 'fans')], { card: 'fibre' })).toEqual(['power', 'fans']);
    expect(gentleRepair([give('card')], { card: 'fibre' })).toBeNull();
  });
});
