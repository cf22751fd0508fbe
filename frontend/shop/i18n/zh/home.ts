import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/home';

export default {
  title: '网络设备、手机与套餐',
  lead: '让办公室稳定运转的设备，人人喜欢的手机，没有隐藏条款的套餐。',
  browse: '查看全部商品',
  categories: '按类目选购',
  event: '优惠活动',
  hot: '热门商品',
  new: '新品上架',
  product_count: '{count} 件商品',
  see_all: '查看全部',
} satisfies Translation<typeof en>;
