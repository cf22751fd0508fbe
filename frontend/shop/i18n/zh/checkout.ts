import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/checkout';

export default {
  title: '结算',
} satisfies Translation<typeof en>;
