import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/problem';

export default {
  internal: '服务出现问题，请稍后再试。',
} satisfies Translation<typeof en>;
