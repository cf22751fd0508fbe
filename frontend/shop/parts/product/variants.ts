import type { Schemas } from '$api';

type View = Schemas['ProductView'];

/** A value of a property that tells the products of a group apart. */
export interface Choice {
  value: string;
  /** The product to go to: this one with only this value changed, or the nearest that has it. */
  sku: string;
  chosen: boolean;
  /** Something else changes with it. */
  changesMore: boolean;
  available: boolean;
}

export interface Dimension {
  name: string;
  label: string;
  choices: readonly Choice[];
}

interface Member {
  sku: string;
  available: boolean;
  values: ReadonlyMap<string, string>;
}

/** In how far the products of a group differ, as choices. A property that follows from the others (memory from storage) is none. */
export function dimensionsOf(view: View): Dimension[] {
  if (view.variants.length === 0) return [];
  const labels = new Map(view.variants.flatMap((variant) => variant.attributes.map(({ name, label }) => [name, label] as const)));
  const member = (sku: string, availability: View['availability'], attributes: View['attributes']): Member => ({
    sku,
    available: availability !== 'out_of_stock',
    values: new Map(attributes.filter(({ name }) => labels.has(name)).map(({ name, value }) => [name, value])),
  });
  const self = member(view.sku, view.availability, view.attributes);
  const family = [self, ...view.variants.map((one) => member(one.sku, one.availability, one.attributes))];
  const names = telling(family, [...labels.keys()]);
  return names.map((name) => ({ name, label: labels.get(name) ?? name, choices: choicesOf(name, names, self, family) }));
}

/** The properties that it takes to tell the members apart: each must part some that the ones before it did not. */
function telling(family: readonly Member[], names: readonly string[]): string[] {
  const kept: string[] = [];
  const parted = (by: readonly string[]): number => new Set(family.map((member) => by.map((name) => member.values.get(name) ?? '').join('\n'))).size;
  for (const name of names) if (parted([...kept, name]) > parted(kept)) kept.push(name);
  return kept;
}

function choicesOf(name: string, names: readonly string[], self: Member, family: readonly Member[]): Choice[] {
  const values = [...new Set(family.map((member) => member.values.get(name)).filter((value) => value !== undefined))];
  const others = names.filter((other) => other !== name);
  const likeness = (member: Member): number => others.filter((other) => member.values.get(other) === self.values.get(other)).length;
  return values.sort(byNumberThenWord).map((value) => {
    const having = family.filter((member) => member.values.get(name) === value);
    const nearest = having.reduce((best, member) => (likeness(member) > likeness(best) ? member : best));
    return { value, sku: nearest.sku, chosen: self.values.get(name) === value, changesMore: likeness(nearest) < others.length, available: nearest.available };
  });
}

const UNITS: Readonly<Record<string, number>> = { mb: 1e-3, gb: 1, tb: 1000, cm: 0.01, mm: 0.001 };

/** `256 GB` before `1 TB`, `2 m` before `10 m`. */
function byNumberThenWord(a: string, b: string): number {
  return size(a) - size(b) || a.localeCompare(b, undefined, { numeric: true });
}

function size(value: string): number {
  const [, amount, unit] = /^([\d.]+)\s*(\p{L}*)/u.exec(value) ?? [];
  return amount ? Number(amount) * (UNITS[(unit ?? '').toLowerCase()] ?? 1) : 0;
}
