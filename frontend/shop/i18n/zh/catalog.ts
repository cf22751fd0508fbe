import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/catalog';

export default {
  availability_backorder: '可预订，到货后发出',
  availability_in_stock: '有货',
  availability_out_of_stock: '暂时缺货',
  availability_preorder: '预售',
  label_event: '优惠',
  label_hot: '热门',
  label_new: '新品',
} satisfies Translation<typeof en>;
