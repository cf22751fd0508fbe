import { api, type Schemas } from '$api';

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

/** A link under another sub-id, without a link of its own. */
export function withSubId(url: string, sub: string): string {
  return sub.trim() ? `${url}?sub=${encodeURIComponent(sub.trim())}` : url;
}

/** What a link is called where its maker gave no name: the page that it leads to. */
export const nameOf = (link: Link): string => link.name || link.target;
