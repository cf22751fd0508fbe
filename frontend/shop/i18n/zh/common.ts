import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/common';

export default {
  app_name: 'Portico',
  account: '账户',
  all_products: '全部商品',
  back_home: '返回首页',
  cart: '购物车',
  cart_count: '购物车，{count} 件商品',
  contact: '联系我们',
  footer_promise: 'Stripe 安全支付，价格始终注明所含内容。',
  footer_shop: '商店',
  footer_help: '帮助',
  main_navigation: '主导航',
  menu: '菜单',
  not_found_text: '页面可能已移动，或地址输入有误。',
  not_found_title: '没有找到这个页面',
  orders: '我的订单',
  other_language: 'English',
  search: '搜索',
  search_hint: '搜索商品、品牌或货号',
  sign_in: '登录',
  skip: '跳到正文',
} satisfies Translation<typeof en>;
