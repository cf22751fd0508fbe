import { api, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';
import { resource } from '$lib/resource.svelte';

type Node = Schemas['CategoryNode'];
const flat = (nodes: readonly Node[]): [string, string][] => nodes.flatMap((node) => [[node.id, node.name], ...flat(node.children)]);

/** Names in the lists of rules as people read them: a category's instead of its id. Call it while a component is set up. */
export function categoryNames(): (list: string, name: string) => string {
  const tree = resource(() => api.request('/v1/categories', { query: { lang: currentLanguage(), depth: 0 } }));
  const names = $derived(new Map(flat(tree.data?.items ?? [])));
  return (list, name) => (list === 'categories' ? (names.get(name) ?? name) : name);
}
