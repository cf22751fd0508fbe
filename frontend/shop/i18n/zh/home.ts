import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/home';

export default {
  title: '连接一切所需',
  lead: '让办公室稳定运转的网络设备，人人喜欢的手机，没有隐藏条款的套餐。',
  brands: '品牌',
  browse: '全部商品',
  categories: '按类目选购',
  event: '优惠活动',
  hot: '热门商品',
  new: '新品上架',
  next: '后面的商品',
  previous: '前面的商品',
  product_count: '{count} 件商品',
  range: '精选商品',
  see_all: '查看全部',
  see_new: '查看新品',
  why: '我们的承诺',
  why_delivery: '数日送达',
  why_delivery_text: '美国和加拿大 3–6 个工作日送达，满 99 美元免运费，全程可跟踪。',
  why_payment: '安全支付',
  why_payment_text: '由 Stripe 处理银行卡与钱包支付，我们不会看到您的卡号。',
  why_returns: '30 天退货',
  why_returns_text: '在订单中申请退货，款项退回原支付卡。',
  why_support: '专业支持',
  why_support_text: '对商品或订单有疑问？网络工程师在工作日为您解答。',
} satisfies Translation<typeof en>;
