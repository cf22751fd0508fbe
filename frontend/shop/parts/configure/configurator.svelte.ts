import { SvelteMap } from 'svelte/reactivity';

import { asProblem, type ApiProblem } from '$api';

import type { Calls, CompleteBy, Why } from './calls';
import { ABSENT, changedFillings, decidedChoices, gentleRepair, look, progressOf, savedChoices, stateTable, totalOf, without, type Choices, type Key, type Model, type Seen, type State, type StateTable, type Swap } from './model';
import { Newest } from './newest';

/** What can be undone and is kept over a reload: the customer's choices, and what was filled in for them. */
export interface Draft {
  readonly own: Choices;
  readonly filled: Choices;
}

/** Somebody wants to know why a value cannot be had; or (without an option) why choices that were kept do not go together. */
export interface Question {
  readonly option: string | null;
  readonly value: Key | null;
  /** The choices that it is about. */
  readonly choices: Choices;
  /** Null while the answer is on its way. */
  readonly why: Why | null;
  readonly problem: ApiProblem | null;
}

/** What a change brought beside itself. */
export interface Outcome {
  /** Filled-in values that gave way to it. */
  readonly changed: readonly Swap[];
  /** What the whole costs more than before the change (less: negative), in minor units. */
  readonly difference: number;
  /** Choices that went with the module that they were made in. */
  readonly removed: Choices;
}

/** What is filled in after a change: all that is open, or (where something had been left open) what was filled in and still goes. */
type Fill = 'nothing' | 'everything' | 'what was';

const NOTHING: Draft = { own: {}, filled: {} };
const MAX_UNDO = 100;

/** One product being configured: what the customer chose, what follows from it, and what was filled in for them. */
export class Configurator {
  own = $state.raw<Choices>({});
  filled = $state.raw<Choices>({});
  /** Every value's state after the customer's own choices, as last answered; null before the first answer. */
  table = $state.raw<StateTable | null>(null);
  /** The newest choices are being looked at. */
  busy = $state(false);
  /** Why they could not be looked at; they are kept all the same. */
  problem = $state.raw<ApiProblem | null>(null);
  /** Options that have one possible value, whatever is chosen. */
  always = $state.raw<ReadonlySet<string>>(new Set());
  /** What was saved in the configuration that it began from. */
  saved = $state.raw<Choices>({});
  model = $state.raw() as Model;
  question = $state.raw<Question | null>(null);
  seen = $derived.by(() => look(this.model, this.table ?? new Map(), this.own, this.filled));
  progress = $derived(progressOf(this.seen.values()));
  complete = $derived(this.table !== null && this.progress.decided === this.progress.of);
  /** The first option that is still to be decided. */
  nextOpen = $derived([...this.seen.values()].find(({ visible, value }) => visible && value === null));
  total = $derived(totalOf(this.model, this.seen));

  /** The states of an option's values as they are without what was chosen inside of it, and for which choices that was. */
  private readonly without = new SvelteMap<string, { own: Choices; states: ReadonlyMap<Key, State> }>();
  private past = $state.raw<readonly Draft[]>([]);
  private future = $state.raw<readonly Draft[]>([]);
  private by: CompleteBy = 'defaults';
  private readonly newest = new Newest();

  /** `tell` hears what each change brought beside itself. */
  constructor(
    model: Model,
    private readonly calls: Calls,
    start: Draft = NOTHING,
    private readonly tell: (outcome: Outcome) => void = () => {},
  ) {
    this.model = model;
    this.own = start.own;
    this.filled = start.filled;
  }

  get draft(): Draft {
    return { own: this.own, filled: this.filled };
  }

  get isEmpty(): boolean {
    return !Object.keys(this.own).length && !this.isFilled;
  }

  get isFilled(): boolean {
    return Object.keys(this.filled).length > 0;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** All that is decided, to save it. */
  get decided(): Choices {
    return decidedChoices(this.seen.values());
  }

  /** Asks for the states of the choices as they stand. */
  async start(): Promise<void> {
    const first = this.settle({});
    if (Object.keys(this.own).length) {
      const bare = await this.calls.states({}).catch(() => null);
      if (bare) this.always = forcedOf(stateTable(bare));
    }
    await first;
    if (!Object.keys(this.own).length && this.table) this.always = forcedOf(this.table);
  }

  retry(): Promise<void> {
    return this.settle({});
  }

  /** The state of a value. Where taking it takes away all that was chosen inside the option, that does not stand in its way. */
  state(option: string, value: Key): State | undefined {
    const now = this.table?.get(option)?.get(value);
    if (now !== 'blocked') return now;
    const alone = this.without.get(option);
    const goes = Object.keys(this.model.taking(this.own, option, value)).length <= Object.keys(this.model.taking(this.own, option, ABSENT)).length;
    return alone && goes && this.hasInside(option) ? (alone.states.get(value) ?? now) : now;
  }

  /** Whether something was chosen in a module that this option brings. */
  hasInside(option: string): boolean {
    return Object.keys(this.own).some((path) => path !== option && !(path in this.model.taking(this.own, option, ABSENT)));
  }

  /** Finds out what could be taken in place of a value that has choices inside. For options that are unfolded. */
  async lookWithout(option: string): Promise<void> {
    const { own } = this;
    if (!this.hasInside(option) || this.without.get(option)?.own === own) return;
    const states = await this.calls.states(without(this.model.taking(own, option, ABSENT), [option])).catch(() => null);
    const mine = states?.options.find((one) => one.option === option);
    if (mine && this.own === own) this.without.set(option, { own, states: new Map(mine.values.map(({ value, state }) => [value, state])) });
  }

  /** Takes a value; it is shown as taken at once. */
  choose(option: string, value: Key): Promise<void> {
    if (this.own[option] === value) return Promise.resolve();
    return this.change({ own: this.model.taking(this.own, option, value), filled: this.fillingBeside(option, value) });
  }

  /** Leaves an option open again, and what was chosen inside of it. */
  clear(option: string): Promise<void> {
    const own = without(this.model.taking(this.own, option, ABSENT), [option]);
    return this.change({ own, filled: this.filled }, undefined, goneOf(this.own, { ...own, [option]: '' }));
  }

  /** Fills in what is open; any choice goes before what was filled in. */
  fill(by: CompleteBy): Promise<void> {
    this.by = by;
    return this.change({ own: this.own, filled: {} }, 'everything');
  }

  clearFilled(): Promise<void> {
    return this.change({ own: this.own, filled: {} }, 'nothing');
  }

  /** Begins anew, with nothing or from what was saved. */
  reset(saved: Choices = {}): Promise<void> {
    return this.change({ own: savedChoices(saved), filled: {} }, 'nothing', {});
  }

  /** The customer's choice is the one that was saved. */
  isAsSaved(option: string): boolean {
    return option in this.saved && this.own[option] === this.saved[option];
  }

  undo(): Promise<void> {
    const last = this.past.at(-1);
    if (!last) return Promise.resolve();
    this.future = [...this.future, this.draft];
    this.past = this.past.slice(0, -1);
    return this.show(last);
  }

  redo(): Promise<void> {
    const next = this.future.at(-1);
    if (!next) return Promise.resolve();
    this.past = [...this.past, this.draft];
    this.future = this.future.slice(0, -1);
    return this.show(next);
  }

  /** Asks why a value cannot be had. What was chosen inside the option is no reason: it would go with the module. */
  async ask(option: string, value: Key): Promise<void> {
    const choices = without(this.model.taking(this.own, option, value), [option]);
    const question: Question = { option, value, choices, why: null, problem: null };
    this.question = question;
    const asked = (): boolean => this.question?.option === option && this.question.value === value;
    try {
      const why = await this.calls.explain(choices, option, value);
      if (!asked()) return;
      if (!why.possible) this.question = { ...question, why };
      else {
        this.question = null;
        await this.choose(option, value);
      }
    } catch (thrown) {
      if (asked()) this.question = { ...question, problem: asProblem(thrown) };
    }
  }

  /** Gives these choices up for what was asked about, and takes it. */
  repair(options: readonly string[]): Promise<void> {
    const { question } = this;
    if (!question) return Promise.resolve();
    this.question = null;
    const { option, value } = question;
    const rest = without(question.choices, options);
    if (option === null || value === null) return this.change({ own: rest, filled: this.filled });
    return this.change({ own: this.model.taking(rest, option, value), filled: this.fillingBeside(option, value) });
  }

  private fillingBeside(option: string, value: Key): Choices {
    return without(this.model.taking(this.filled, option, value), [option]);
  }

  private change(next: Draft, fill: Fill = !this.isFilled ? 'nothing' : this.complete ? 'everything' : 'what was', removed = goneOf(this.own, next.own)): Promise<void> {
    const before = { seen: this.seen, total: this.total.amount };
    this.past = [...this.past, this.draft].slice(-MAX_UNDO);
    this.future = [];
    this.own = next.own;
    this.filled = next.filled;
    return this.settle({ before, removed, fill });
  }

  private show(draft: Draft): Promise<void> {
    this.own = draft.own;
    this.filled = draft.filled;
    return this.settle({});
  }

  private async settle({ before, removed = {}, fill = 'nothing' }: { before?: { seen: ReadonlyMap<string, Seen>; total: number }; removed?: Choices; fill?: Fill }): Promise<void> {
    const { own, filled } = this;
    this.busy = true;
    this.problem = null;
    try {
      const answer = await this.newest.ask((signal) =>
        Promise.all([this.calls.states(own, signal), fill === 'nothing' ? filled : this.filling(own, filled, fill, signal)]),
      );
      if (!answer) return;
      const [states, filling] = answer;
      this.table = stateTable(states);
      this.filled = filling;
      this.busy = false;
      this.tell({ changed: before && fill !== 'nothing' ? changedFillings(before.seen, this.seen) : [], difference: before ? this.total.amount - before.total : 0, removed });
    } catch (thrown) {
      this.busy = false;
      await this.failed(asProblem(thrown), own);
    }
  }

  /** The rest as filled in, changed as little as the customer's own choices need. */
  private async filling(own: Choices, filled: Choices, fill: Fill, signal: AbortSignal): Promise<Choices> {
    const soft = Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== ABSENT));
    const completed = async (choices: Choices): Promise<Choices> => {
      const answer = await this.calls.complete(choices, this.by, signal);
      const rest = without(answer.choices, Object.keys(own));
      return fill === 'everything' ? rest : Object.fromEntries(Object.entries(rest).filter(([option, value]) => filled[option] === value));
    };
    try {
      return await completed({ ...soft, ...own });
    } catch (thrown) {
      const why = whyOf(asProblem(thrown));
      if (!why) throw thrown;
      const given = gentleRepair(why.repairs, own);
      return completed(given ? without({ ...soft, ...own }, given) : own);
    }
  }

  /** Choices that do not go together (made faster than the answers came, or under an older model) are never dropped in silence. */
  private async failed(problem: ApiProblem, own: Choices): Promise<void> {
    const why = whyOf(problem);
    if (!why) {
      this.problem = problem;
      return;
    }
    const last = this.past.at(-1);
    const added = last && Object.entries(own).find(([option, value]) => last.own[option] !== value);
    if (last && added) {
      const [option, value] = added;
      this.past = this.past.slice(0, -1);
      await this.show(last);
      this.question ??= { option, value, choices: without(own, [option]), why, problem: null };
    } else {
      await this.show(NOTHING);
      this.question ??= { option: null, value: null, choices: own, why, problem: null };
    }
  }
}

/** The choices that are not made any more. */
function goneOf(before: Choices, after: Choices): Choices {
  return without(before, Object.keys(after));
}

function forcedOf(table: StateTable): ReadonlySet<string> {
  return new Set([...table].filter(([, states]) => [...states.values()].includes('forced')).map(([option]) => option));
}

/** The reason that a refusal of contradicting choices carries. */
export function whyOf(problem: ApiProblem): Why | null {
  const why = problem.context.why as Why | undefined;
  return problem.status === 409 && why ? why : null;
}
