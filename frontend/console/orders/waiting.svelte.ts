import { api, type Request, type Schemas } from '$api';
import { resource } from '$lib/resource.svelte';

import { QUEUES, type Queue } from './states';

/** How far a list is counted: one page of it. */
const COUNTED = 100;

const requestOf = (queue: Queue): Request<Schemas['OrderList']> =>
  api.request('/v1/orders', { query: { scope: 'all', limit: COUNTED, ...(queue === 'returns' ? { returns: 'requested' } : { state: queue }) } });

/** How much waits for staff, by list: `7`, `100+`; undefined until it is known. Call it while a component is set up. */
export function waitingCounts(): { of: (queue: Queue) => string | undefined; reload: () => Promise<void>; readonly failed: boolean } {
  const lists = QUEUES.map((queue) => ({ queue, list: resource(() => requestOf(queue)) }));
  return {
    of: (queue) => {
      const data = lists.find((one) => one.queue === queue)?.list.data;
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
