import { api, type Request, type Schemas } from '$api';
import type { Language } from '$lib/format';

/** The main categories with what lies right below them: both menus show that. */
export const categoryMenu = (lang: Language): Request<Schemas['CategoryTree']> => api.request('/v1/categories', { query: { depth: 2, lang } });
