import { api, asProblem, type ApiProblem, type Request } from '$api';

import { resource } from './resource.svelte';

interface Page<Row> {
  items: Row[];
  next_cursor: string | null;
}

/** A list that comes in parts: its first page as a `resource`, the others on demand. */
export interface Pages<Row> {
  /** All rows that are here; undefined while there is no answer yet. */
  readonly rows: readonly Row[] | undefined;
  readonly error: ApiProblem | null;
  readonly loading: boolean;
  readonly refreshing: boolean;
  /** There is another page. */
  readonly more: boolean;
  readonly loadingMore: boolean;
  /** Why the next page did not come. */
  readonly moreError: ApiProblem | null;
  loadMore(): Promise<void>;
  /** Asks for the first page again. */
  reload(): Promise<void>;
}

/** Follows a list's request, made with the cursor of the page that is wanted. Call it while a component is set up. */
export function pages<Row>(of: (cursor?: string) => Request<Page<Row>> | null): Pages<Row> {
  const first = resource(() => of());
  // What came after a first page holds only as long as that page is the one shown.
  let rest = $state.raw<{ first: Page<Row>; rows: Row[]; cursor: string | null } | null>(null);
  let loadingMore = $state(false);
  let moreError = $state.raw<ApiProblem | null>(null);
  const mine = $derived(rest && rest.first === first.data ? rest : null);
  const cursor = $derived((mine ? mine.cursor : first.data?.next_cursor) ?? null);
  const rows = $derived(first.data && [...first.data.items, ...(mine?.rows ?? [])]);

  return {
    get rows() {
      return rows;
    },
    get error() {
      return first.error;
    },
    get loading() {
      return first.loading;
    },
    get refreshing() {
      return first.refreshing;
    },
    get more() {
      return cursor !== null;
    },
    get loadingMore() {
      return loadingMore;
    },
    get moreError() {
      return moreError;
    },
    loadMore: async () => {
      const before = first.data;
      const request = cursor === null ? null : of(cursor);
      if (!before || !request || loadingMore) return;
      loadingMore = true;
      moreError = null;
      try {
        const page = await api.load(request);
        if (first.data === before) rest = { first: before, rows: [...(mine?.rows ?? []), ...page.items], cursor: page.next_cursor };
      } catch (error) {
        moreError = asProblem(error);
      } finally {
        loadingMore = false;
      }
    },
    reload: first.reload,
  };
}
