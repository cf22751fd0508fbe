import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/payouts';

export default {
  amount: '付款金额',
  connect_text: 'Stripe 付款前需要核实您的身份。请在资料页完成，只需几分钟。',
  connect_title: '您的 Stripe 账户尚未连接',
  connected: 'Stripe 账户已连接，佣金将支付到该账户。',
  date: '日期',
  empty: '还没有结算付款',
  empty_text: '已确认的佣金统一支付，每次结算均附结算单。',
  gross: '佣金',
  hint: '已确认佣金满 {amount} 即可结算。',
  no_account: '还没有收款账户',
  no_account_text: '请添加银行账户或连接 Stripe，以便收取佣金。',
  rate: '{amount}，汇率 {rate}',
  settled: '追回',
  state_cancelled: '已取消',
  state_failed: '失败',
  state_gathering: '汇总中',
  state_held: '准备中',
  state_paid: '已支付',
  state_reversed: '已退回',
  state_sending: '付款中',
  state_skipped: '未纳入',
  statement: '结算单',
  statement_of: 'PDF 结算单：{date}',
  to: '收款账户',
  to_profile: '前往资料页',
  waits_text: '您更换了收款账户。为保护您的资金安全，更换后三天内不会向新账户付款。如非本人操作，请修改密码并与我们联系。',
  waits_title: '{date} 起可向新账户付款',
} satisfies Translation<typeof en>;
