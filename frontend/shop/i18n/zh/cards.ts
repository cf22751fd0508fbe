import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/cards';

export default {
  add_named: '加入购物车：{title}',
  added: '已加入购物车',
  availability_backorder: '可预订，到货后发出',
  availability_in_stock: '有货',
  availability_out_of_stock: '暂时缺货',
  availability_preorder: '预售',
  basket_empty: '购物车是空的',
  configured: '{count} 项配置',
  keep_shopping: '继续购物',
  label_event: '优惠',
  label_hot: '热门',
  label_new: '新品',
  quantity_times: '{quantity} × {price}',
  source_company: '贵公司专享价',
  source_company_named: '公司价：{name}',
  source_contract: '您的协议价',
  source_contract_named: '协议价：{name}',
  source_group: '您的客户组价',
  source_group_named: '客户组价：{name}',
  subtotal: '商品小计',
  subtotal_note: '运费和税费在结算时、付款前列明。',
  to_basket: '查看购物车',
  to_checkout: '去结算',
} satisfies Translation<typeof en>;
