import type { Money, Schemas } from '$api';

export type Options = Schemas['OptionsView'];
export type Option = Options['groups'][number]['options'][number];
export type Value = Option['values'][number];
export type States = Schemas['ConfigurationStates'];
export type State = States['options'][number]['values'][number]['state'];
/** A value's id, or a number of pieces. */
export type Key = Value['value'];
export type Choices = Readonly<Record<string, Key>>;

/** What an option has where the module that it belongs to is not there, and where it is left out. */
export const ABSENT = 'absent';
export const NONE = 'none';

/**
 * Where the value that is shown for an option comes from: the customer chose it; nothing else goes with their choices; or it
 * was filled in for them, and gives way to any choice.
 */
export type Source = 'own' | 'forced' | 'filled';

export interface Seen {
  readonly option: Option;
  readonly value: Key | null;
  readonly by: Source | null;
  /** Its module is there. */
  readonly visible: boolean;
}

/** Prices of the person's own, by SKU; null: everybody's holds. */
export interface OwnPrices {
  product(sku: string): number | null;
  part(sku: string): number | null;
}
const EVERYBODYS: OwnPrices = { product: () => null, part: () => null };

/** An options view made ready to be looked things up in. */
export class Model {
  readonly options: readonly Option[];
  private readonly byPath: ReadonlyMap<string, Option>;
  private readonly values = new Map<string, ReadonlyMap<Key, Value>>();
  private readonly inside = new Map<string, Option[]>();
  /** No value costs anything: then their prices are not worth showing. */
  readonly isFree: boolean;

  /** `own`: what one piece of a product costs the person who looks, where they have a price of their own; in minor units. */
  constructor(
    readonly view: Options,
    private readonly own: OwnPrices = EVERYBODYS,
  ) {
    this.options = view.groups.flatMap((group) => group.options);
    this.byPath = new Map(this.options.map((option) => [option.option, option]));
    this.isFree = this.options.every(({ values }) => values.every(({ price }) => price.amount === 0));
    for (const option of this.options) {
      this.values.set(option.option, new Map(option.values.map((value) => [value.value, value])));
      if (!option.parent) continue;
      const siblings = this.inside.get(option.parent.option) ?? [];
      this.inside.set(option.parent.option, [...siblings, option]);
    }
  }


  option(path: string): Option | undefined {
    return this.byPath.get(path);
  }

  /** The options that the values of this one bring. */
  childrenOf(path: string): readonly Option[] {
    return this.inside.get(path) ?? [];
  }

  /** What the product costs before anything is chosen, in minor units. */
  get base(): number {
    return this.own.product(this.view.sku) ?? this.view.base_price.amount;
  }

  /** What a value adds, in minor units. */
  price(path: string, value: Key): number {
    const known = this.values.get(path)?.get(value);
    if (!known?.price.amount) return 0;
    const own = known.sku === null ? null : this.own.part(known.sku);
    return own === null ? known.price.amount : own * (typeof value === 'number' ? value : 1);
  }

  title(path: string, value: Key): string {
    return this.values.get(path)?.get(value)?.title ?? String(value);
  }

  /** Whether the choice can be made in this model at all. */
  knows(path: string, value: Key): boolean {
    return this.values.get(path)?.has(value) ?? false;
  }

  money(amount: number): Money {
    return { amount, currency: this.view.currency };
  }

  /** The choices with this one, without those made in modules that go when it is made. */
  taking(choices: Choices, path: string, value: Key): Choices {
    const gone = new Set<string>();
    const visit = (parent: string, now: Key): void => {
      for (const { option, parent: place } of this.childrenOf(parent)) {
        if (place?.values.includes(now)) continue;
        gone.add(option);
        visit(option, ABSENT);
      }
    };
    visit(path, value);
    return { ...without(choices, [...gone]), [path]: value };
  }

  /** The choices without those that this model does not know. */
  knownOf(choices: Choices): Choices {
    return Object.fromEntries(Object.entries(choices).filter(([path, value]) => this.knows(path, value)));
  }
}

export function without(choices: Choices, paths: readonly string[]): Choices {
  return Object.fromEntries(Object.entries(choices).filter(([path]) => !paths.includes(path)));
}

export type StateTable = ReadonlyMap<string, ReadonlyMap<Key, State>>;

export function stateTable(states: States): StateTable {
  return new Map(states.options.map(({ option, values }) => [option, new Map(values.map(({ value, state }) => [value, state]))]));
}

/** What is shown for every option: the customer's choice first, then what follows from it, then what was filled in. */
export function look(model: Model, states: StateTable, own: Choices, filled: Choices): ReadonlyMap<string, Seen> {
  const result = new Map<string, Seen>();
  for (const option of model.options) {
    const [value, by] = shown(option, states.get(option.option), own, filled);
    result.set(option.option, { option, value, by, visible: isThere(option, value, states, result) });
  }
  return result;
}

function shown(option: Option, states: ReadonlyMap<Key, State> | undefined, own: Choices, filled: Choices): [Key | null, Source | null] {
  const chosen = own[option.option];
  if (chosen !== undefined) return [chosen, 'own'];
  for (const [value, state] of states ?? []) if (state === 'forced') return [value, 'forced'];
  const suggested = filled[option.option];
  return suggested === undefined || states?.get(suggested) === 'blocked' ? [null, null] : [suggested, 'filled'];
}

/** A module's option is there once nothing else is possible; until then it is not shown, so that nobody decides what may never come. */
function isThere(option: Option, value: Key | null, states: StateTable, above: ReadonlyMap<string, Seen>): boolean {
  if (value === ABSENT) return false;
  if (!option.parent) return true;
  const parent = above.get(option.parent.option);
  if (!parent?.visible) return false;
  return value !== null || states.get(option.option)?.get(ABSENT) === 'blocked';
}

export function totalOf(model: Model, seen: ReadonlyMap<string, Seen>): Money {
  let amount = model.base;
  for (const { option, value } of seen.values()) if (value !== null) amount += model.price(option.option, value);
  return model.money(amount);
}

/** What taking a value instead of the one that is shown adds to the price; where nothing is shown, what it costs. */
export function difference(model: Model, { option, value: now }: Seen, value: Key): number {
  return model.price(option.option, value) - (now === null ? 0 : model.price(option.option, now));
}

/** The options of a group that are there, each followed by those that its module brings. */
export function familyOf(model: Model, seen: ReadonlyMap<string, Seen>, group: Options['groups'][number]): readonly Seen[] {
  const family = ({ option: path }: Option): Seen[] => {
    const one = seen.get(path);
    return one?.visible ? [one, ...model.childrenOf(path).flatMap(family)] : [];
  };
  return topsOf(model, group).flatMap(family);
}

/** The options of a group that stand by themselves; the others stand below the value that brings them. */
export function topsOf(model: Model, { options }: Options['groups'][number]): readonly Option[] {
  return options.filter(({ parent }) => !parent || !model.option(parent.option));
}

export interface Progress {
  readonly decided: number;
  readonly of: number;
}

export function progressOf(seen: Iterable<Seen>): Progress {
  let decided = 0;
  let of = 0;
  for (const { visible, value } of seen) {
    if (!visible) continue;
    of += 1;
    if (value !== null) decided += 1;
  }
  return { decided, of };
}

/** All that is shown as decided, as choices: what is saved. */
export function decidedChoices(seen: Iterable<Seen>): Choices {
  const all: Record<string, Key> = {};
  for (const { option, value } of seen) if (value !== null) all[option.option] = value;
  return all;
}

/** The first repair that leaves the customer's own choices alone, or null. */
export function gentleRepair(repairs: readonly (readonly { option: string }[])[], own: Choices): readonly string[] | null {
  const found = repairs.find((repair) => repair.length > 0 && repair.every(({ option }) => !(option in own)));
  return found ? found.map(({ option }) => option) : null;
}

/** A filled-in value that gave way to another, or is open again. */
export interface Swap {
  readonly option: Option;
  readonly from: Key;
  readonly to: Key | null;
}

/** Which of the filled-in values are others than before, or open again. */
export function changedFillings(before: ReadonlyMap<string, Seen>, after: ReadonlyMap<string, Seen>): readonly Swap[] {
  return [...after.values()].flatMap(({ option, value, by, visible }) => {
    const old = before.get(option.option);
    return visible && by !== 'own' && old?.visible && old.by === 'filled' && old.value !== null && old.value !== value ? [{ option, from: old.value, to: value }] : [];
  });
}

/** What was saved, as the customer's choices; the places of modules that are not there follow from them. */
export function savedChoices(choices: Choices): Choices {
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== ABSENT));
}

/** Whether a text has all words of a search, whatever their case. */
export function matches(text: string, words: readonly string[]): boolean {
  const lower = text.toLocaleLowerCase();
  return words.every((word) => lower.includes(word));
}

export function wordsOf(search: string): readonly string[] {
  return search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
}

export interface Found {
  /** The option's values that fit; all of them where its own title does. */
  readonly values: ReadonlySet<Key>;
}

/** The options whose title or values have the words, with the values that have them. */
export function find(model: Model, words: readonly string[]): ReadonlyMap<string, Found> | null {
  if (!words.length) return null;
  const result = new Map<string, Found>();
  for (const option of model.options) {
    const whole = matches(option.title, words);
    const values = option.values.filter(({ value, title }) => value !== ABSENT && (whole || matches(`${option.title} ${title}`, words)));
    if (values.length) result.set(option.option, { values: new Set(values.map(({ value }) => value)) });
  }
  return result;
}
