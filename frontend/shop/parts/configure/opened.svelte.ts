import { SvelteMap } from 'svelte/reactivity';

import type { Model } from './model';

/** More values than this at once are a wall: then options open one by one. */
const MAX_OPEN_VALUES = 24;
/** With more options than this, groups open one by one too. */
const MAX_OPEN_OPTIONS = 30;

/** Which groups and options are unfolded: what the person did, else what the size of the model calls for. */
export class Opened {
  private readonly options = new SvelteMap<string, boolean>();
  private readonly groups = new SvelteMap<string, boolean>();
  private readonly small: boolean;
  readonly foldsGroups: boolean;

  constructor(private readonly model: Model) {
    const tops = model.options.filter(({ parent }) => !parent);
    this.small = tops.reduce((sum, { kind, values }) => sum + (kind === 'values' ? values.length : 1), 0) <= MAX_OPEN_VALUES;
    this.foldsGroups = tops.length > MAX_OPEN_OPTIONS && model.view.groups.length > 1;
    const first = tops[0];
    if (first) this.options.set(first.option, true);
  }

  option(path: string): boolean {
    return this.options.get(path) ?? this.small;
  }

  group(id: string): boolean {
    return !this.foldsGroups || (this.groups.get(id) ?? id === this.model.view.groups[0]?.id);
  }

  toggleOption(path: string): void {
    this.options.set(path, !this.option(path));
  }

  toggleGroup(id: string): void {
    this.groups.set(id, !this.group(id));
  }

  showGroup(id: string): void {
    this.groups.set(id, true);
  }

  /** Opens all that hides an option. */
  show(path: string): void {
    this.options.set(path, true);
    for (let at = this.model.option(path); at; at = at.parent ? this.model.option(at.parent.option) : undefined) {
      const top = at;
      const group = this.model.view.groups.find(({ options }) => options.includes(top));
      if (group) this.groups.set(group.id, true);
    }
  }
}
