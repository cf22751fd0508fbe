import { ApiProblem, type Schemas } from '$api';

import type { Calls, Completed, Why } from './calls';
import { Model, type Choices, type Key, type Options, type States } from './model';

const usd = (amount: number) => ({ amount, currency: 'USD' });
type Shape = Options['groups'][number]['options'][number];

function option(path: string, values: Record<string, number>, more: Partial<Shape> = {}): Shape {
  return {
    option: path,
    title: path,
    parent: null,
    kind: 'values',
    optional: false,
    default: null,
    values: Object.entries(values).map(([value, price]) => ({ value, title: value.toUpperCase(), price: usd(price), sku: null })),
    ...more,
  };
}

const numbers = (least: number, most: number, price: number): Shape['values'] =>
  Array.from({ length: most - least + 1 }, (_, index) => ({ value: least + index, title: String(least + index), price: usd((least + index) * price), sku: null }));

/** A chassis: a card needs the large power supply, and brings its optics; the other card brings nothing. */
export function chassis(): Model {
  const view: Options = {
    sku: 'CHASSIS', title: 'Chassis', model: 'chassis', version: 'v1', number: 1, currency: 'USD', base_price: usd(1000), picture: null, option_count: 4,
    groups: [
      { id: 'power', title: 'Power', options: [option('power', { small: 100, large: 300 })] },
      {
        id: 'cards', title: 'Cards',
        options: [
          option('card', { copper: 500, fibre: 900, none: 0 }, { optional: true }),
          option('card/optics/count', {}, { kind: 'quantity', parent: { option: 'card', values: ['fibre'] }, values: [...numbers(0, 4, 10), { value: 'absent', title: 'Not present', price: usd(0), sku: null }] }),
        ],
      },
      { id: 'fans', title: 'Fans', options: [option('fans', { tray: 50 })] },
    ],
  };
  return new Model(view);
}

/** Every whole configuration of the chassis. */
const ALL: readonly Choices[] = ['small', 'large'].flatMap((power) =>
  [['none', 'absent'], ['copper', 'absent'], ...[0, 1, 2, 3, 4].map((count) => ['fibre', count])]
    .filter(([card]) => card !== 'fibre' || power === 'large')
    .map(([card, count]) => ({ power, card: card as Key, 'card/optics/count': count as Key, fans: 'tray' })),
);

const fits = (whole: Choices, choices: Choices): boolean => Object.entries(choices).every(([path, value]) => whole[path] === value);

function why(choices: Choices, wanted: Choices): Why {
  const text = ([path, value]: [string, Key]) => ({ option: path, option_title: path, value, value_title: String(value) });
  const single = Object.entries(choices).filter(([path]) => {
    const { [path]: _, ...rest } = choices;
    return ALL.some((whole) => fits(whole, { ...rest, ...wanted }));
  });
  return { choices: single.map(text), rules: [{ id: 'fibre-power', reason: 'Fibre needs the large supply.' }], repairs: single.map((one) => [text(one)]), possible: false };
}

function refuse(choices: Choices): never {
  throw new ApiProblem({ status: 409, code: 'choices_contradict', why: why(choices, {}) } as Partial<Schemas['Problem']>);
}

/** Answers as the API would for the chassis, by looking through every configuration. Each answer waits until `release`, if asked to. */
export class Answers implements Calls {
  readonly asked: Choices[] = [];
  held: (() => void)[] | null = null;
  broken = false;
  private readonly model = chassis();

  async states(choices: Choices): Promise<States> {
    this.asked.push(choices);
    const { held } = this;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    if (this.broken) throw new ApiProblem({ code: 'unreachable' });
    if (!ALL.some((whole) => fits(whole, choices))) refuse(choices);
    const options = this.model.options.map(({ option: path, values }) => {
      const { [path]: own, ...others } = choices;
      const possible = new Set(ALL.filter((whole) => fits(whole, others)).map((whole) => whole[path]));
      const state = (value: Key) => (value === own ? 'chosen' : !possible.has(value) ? 'blocked' : own === undefined && possible.size === 1 ? 'forced' : 'selectable');
      return { option: path, decided: own !== undefined || possible.size === 1, values: values.map(({ value, price }) => ({ value, price, state: state(value) }) as const) };
    });
    return { version: 'v1', options, decided: 0, option_count: 4, complete: false, price: usd(0), lowest_price: usd(0) };
  }

  complete(choices: Choices): Promise<Completed> {
    const found = ALL.find((whole) => fits(whole, choices));
    return found ? Promise.resolve({ choices: { ...found }, price: usd(0), added: [] }) : Promise.reject(new ApiProblem({ status: 409, code: 'choices_contradict', why: why(choices, {}) } as Partial<Schemas['Problem']>));
  }

  explain(choices: Choices, path: string, value: Key): Promise<Why> {
    const possible = ALL.some((whole) => fits(whole, { ...choices, [path]: value }));
    return Promise.resolve(possible ? { choices: [], rules: [], repairs: [], possible } : why(choices, { [path]: value }));
  }
}
