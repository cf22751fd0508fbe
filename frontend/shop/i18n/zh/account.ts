import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/account';

export default {
  title: '我的账户',
} satisfies Translation<typeof en>;
