import { api, type Schemas } from '$api';
import { currentLanguage } from '$lib/i18n.svelte';
import { resource } from '$lib/resource.svelte';

import type { NameOf } from './words';

type Node = Schemas['CategoryNode'];
const flat = (nodes: readonly Node[]): [string, string][] => nodes.flatMap((node) => [[node.id, node.name], ...flat(node.children)]);

/**
 * Names in the lists of rules as people read them: a category's instead of its id. Call it while a component is set up.
 * `needed`: whether there is a category to name; only then the categories are asked for.
 */
export function categoryNames(needed: () => boolean = () => true): NameOf {
  const tree = resource(() => (needed() ? api.request('/v1/categories', { query: { lang: currentLanguage(), depth: 0 } }) : null));
  const names = $derived(new Map(flat(tree.data?.items ?? [])));
  const unknown = (id: string) => (tree.loading ? '…' : id);
  return (list, name) => (list === 'categories' ? (names.get(name) ?? unknown(name)) : name);
}
