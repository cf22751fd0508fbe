import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/problem';

export default {
  account_not_found: '没有这个账户。',
  coupon_not_found: '该优惠券已不存在。',
  email_not_confirmed: '邮箱尚未验证，请先打开邮件中的链接。',
  feed_empty: '文件是空的。',
  forbidden: '您的角色无权执行此操作。',
  import_running: '另一个导入正在进行，请等待其完成。',
  internal: '服务出现问题，请稍后再试。',
  not_found: '内容已不存在。',
  nothing_to_refund: '没有可退的金额。',
  nothing_to_ship: '所有商品均已发出、取消或退款。',
  order_not_found: '没有这个订单。',
  own_admin_role: '不能移除自己的管理员角色，请由其他管理员操作。',
  pieces_exceeded: '剩余件数不足。',
  product_not_found: '当前目录版本中没有该商品。',
  refund_too_high: '超出可退金额。',
  release_not_found: '该目录版本已不再保留。',
  request_still_running: '操作正在进行，请稍后查看结果。',
  return_unknown: '该退货已处理。',
  shipment_unknown: '没有这个包裹。',
  stock_not_counted: '该商品不计库存：其数据源未提供数量。',
  superseded: '有人同时修改了此内容。',
  too_large: '文件过大，无法在此上传。请使用命令行导入：make import FEED=<文件>。',
  wrong_credentials: '邮箱或密码不正确。',
  wrong_state: '订单状态已被他人更改，无法再执行此操作。',
} satisfies Translation<typeof en>;
