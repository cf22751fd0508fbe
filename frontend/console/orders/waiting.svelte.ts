import { api, type Request, type Schemas } from '$api';
import { resource } from '$lib/resource.svelte';

import { WAITING, type WaitingState } from './states';

/** How far orders in a state are counted: a page of the list. */
const COUNTED = 100;

type List = Schemas['OrderList'];

const requestOf = (state: WaitingState): Request<List> => api.request('/v1/orders', { query: { scope: 'all', state, limit: COUNTED } });

/** How many orders wait for staff, by state: `7`, `100+`; undefined until it is known. Call it while a component is set up. */
export function waitingCounts(): { of: (state: WaitingState) => string | undefined; reload: () => Promise<void>; readonly failed: boolean } {
  const lists = WAITING.map((state) => ({ state, list: resource(() => requestOf(state)) }));
  return {
    of: (state) => {
      const data = lists.find((one) => one.state === state)?.list.data;
      return data && `${data.items.length}${data.next_cursor ? '+' : ''}`;
    },
    reload: async () => {
      await Promise.all(lists.map(({ list }) => list.reload()));
    },
    get failed() {
      return lists.some(({ list }) => list.error !== null);
    },
  };
}
