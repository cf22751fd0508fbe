import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/referral';

export default {
  allow: '允许记住',
  more: '隐私',
  refuse: '仅限本次访问',
  text: '如果允许我们用本店自己的 Cookie 记住来源，您日后购买时推荐人也能获得佣金。您无需支付任何费用。',
  title: '您是通过推广链接来的。',
} satisfies Translation<typeof en>;
