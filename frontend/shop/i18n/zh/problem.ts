import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/problem';

export default {
  internal: '服务出现问题，请稍后再试。',
  account_gone: '此账户已不存在。',
  address_taken: '此邮箱已注册，请直接登录。',
  admin_cannot_be_deleted: '管理员账户无法注销，需先由其他管理员取消其角色。',
  amount_not_chargeable: '此金额无法用卡支付，请调整订单金额。',
  cart_closed: '此购物车已结算。',
  cart_full: '购物车最多容纳 90 种商品，请先结算。',
  cart_not_found: '此购物车已不存在。',
  coupon_not_found: '没有这个优惠码，请检查输入。',
  coupon_not_usable: '此优惠券无法使用。',
  delivery_not_offered: '此配送方式不适用于您的地址，请选择其他方式。',
  email_not_confirmed: '请打开邮件中的链接。我们刚刚重新发送了一封。',
  link_no_longer_valid: '链接已使用或已过期，请重新获取。',
  mixed_currencies: '购物车使用其他币种，请分开下单。',
  not_sold: '此商品暂时无法购买。',
  order_not_found: '没有找到此订单。',
  out_of_stock: '库存不足，请减少数量。',
  password_too_easy: '密码太容易被猜到，请换一个更长或更少见的。',
  payment_unavailable: '暂时无法打开付款页面，请稍后再试。',
  pieces_exceeded: '数量超过可退数量，请刷新订单。',
  session_ended: '您已退出登录，请重新登录。',
  superseded: '内容刚刚被修改，请重试。',
  unauthenticated: '请登录后继续。',
  wrong_credentials: '邮箱或密码错误，请检查后重试。',
  wrong_password: '当前密码错误。',
  wrong_state: '订单状态已变化，无法执行此操作，请刷新页面。',
} satisfies Translation<typeof en>;
