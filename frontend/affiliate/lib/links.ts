import { api, type Schemas } from '$api';

/** So long a page's address may be for a link to lead there. */
export const MAX_TARGET = 500;
export type Link = Schemas['LinkView'];

/** The newest links: what lists and choices of one page show. */
export const myLinks = () => api.request('/v1/affiliates/me/links', { query: { limit: 100 } });

/**
 * What somebody pasted as a page of this shop: its path with what follows, or null for another site. An address without a scheme
 * (`shop.example/p/1`) counts as one with it.
 */
export function pageOf(pasted: string, origin: string): string | null {
  const text = pasted.trim();
  if (!text) return null;
  if (/^\/(?![/\\])/.test(text)) return text;
  const { host } = new URL(origin);
  for (const candidate of [text, `https://${text}`]) {
    const url = URL.canParse(candidate) ? new URL(candidate) : null;
    if (url && /^https?:$/.test(url.protocol) && url.host === host) return url.pathname + url.search + url.hash;
  }
  return null;
}

/** The number of the product that a page of this shop (`pageOf`) shows; null for another page. */
export function skuOf(page: string): string | null {
  const found = /^(?:\/zh)?\/p\/([^/?#]+)/.exec(page)?.[1];
  try {
    return found === undefined ? null : decodeURIComponent(found);
  } catch {
    return null;
  }
}

/** What a sub-id may be made of: ASCII without spaces. */
export const isSubId = (text: string): boolean => /^[!-~]*$/.test(text);

/** A link under another sub-id, without a link of its own. */
export function withSubId(url: string, sub: string): string {
  return sub.trim() ? `${url}?sub=${encodeURIComponent(sub.trim())}` : url;
}

/** What a link is called where its maker gave no name: the page that it leads to. */
export const nameOf = (link: Link): string => link.name || link.target;
