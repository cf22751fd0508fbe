import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/tryout';

export default {
  title: '价格试算',
  hint: '此购物车对谁、在何时价格多少，以及原因。不会保存或下单。',
  add: '添加商品',
  add_placeholder: '添加商品：关键词或货号',
  copy_link: '复制链接',
  empty: '购物车为空',
  empty_text: '请添加商品，然后选择对象、地区和时间。',
  lines: '明细与价格',
  who: '对象、地区与时间',
  nobody: '不指定',
  at: '时间',
  at_hint: '留空表示现在',
  coupon: '优惠券',
  country: '送往',
  home_country: '商店所在国家',
  delivery: '配送费（{currency}）',
  of: '原 {total}',
  tax_of: '税 {amount}',
  pieces: '{count} 件享受',
  passed_over: '未产生优惠',
} satisfies Translation<typeof en>;
