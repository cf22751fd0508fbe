import { untrack } from 'svelte';
import { on } from 'svelte/events';

import { api, asProblem, type ApiProblem, type Request } from '$api';

/**
 * A read with its states, for a page: `loading` (nothing yet), `error`, or `data`; `refreshing` while newer data is on its way
 * over data that is shown. What came with the page or was prefetched is there at once.
 */
export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: ApiProblem | null;
  readonly loading: boolean;
  readonly refreshing: boolean;
  /** Asks again. */
  reload(): Promise<void>;
  /** Shows an answer that a change brought, without a read. */
  set(data: T): void;
}

/** Follows a request that may depend on state; null asks nothing. Call it while a component is set up. */
export function resource<T>(of: () => Request<T> | null): Resource<T> {
  let shown = $state.raw<T | undefined>(undefined);
  let error = $state.raw<ApiProblem | null>(null);
  let pending = $state(false);
  let latest = 0;

  const follow = async (answer: Promise<T>): Promise<void> => {
    const mine = (latest += 1);
    pending = true;
    try {
      const data = await answer;
      if (mine !== latest) return;
      shown = data;
      error = null;
    } catch (thrown) {
      if (mine === latest) error = asProblem(thrown);
    } finally {
      if (mine === latest) pending = false;
    }
  };

  const start = (request: Request<T> | null): void => {
    const here = request ? api.cached(request) : undefined;
    if (here !== undefined || !request) {
      latest += 1;
      pending = false;
      error = null;
      if (here !== undefined) shown = here;
    } else void follow(api.load(request));
  };

  let current = of();
  start(current);
  $effect.pre(() => {
    const next = of();
    untrack(() => {
      if (next?.url === current?.url && JSON.stringify(next?.headers) === JSON.stringify(current?.headers)) return;
      // Another thing starts over; the same list with another query keeps what it shows until the new answer is here.
      if (pathOf(next) !== pathOf(current)) shown = undefined;
      current = next;
      start(next);
    });
  });

  // What could not be reached is asked for again once there is a network.
  $effect(() =>
    on(window, 'online', () => {
      if (current && error?.isUnreachable) void follow(api.reload(current));
    }),
  );

  return {
    get data() {
      return shown;
    },
    get error() {
      return error;
    },
    get loading() {
      return pending && shown === undefined;
    },
    get refreshing() {
      return pending && shown !== undefined;
    },
    reload: async () => {
      if (current) await follow(api.reload(current));
    },
    set: (data) => {
      latest += 1;
      pending = false;
      shown = data;
      error = null;
    },
  };
}

function pathOf(request: Request<unknown> | null): string | undefined {
  return request?.url.split('?')[0];
}
