import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/mails';

export default {
  approvals: '佣金确认',
  broken: '链接不完整',
  broken_text: '请从邮件中复制完整链接，或在资料页中设置邮件通知。',
  commissions: '新佣金',
  end: '不再接收',
  end_text: '其他邮件不受影响。',
  end_title: '不再接收此类邮件：{kind}？',
  ended: '已完成',
  ended_text: '我们不会再就此发送邮件：{kind}。您可以随时在资料页重新开启。',
  hint: '没有动态时不会发送邮件。每封邮件都附有停止接收的链接。',
  often_daily: '每天汇总一封',
  often_each: '每笔立即通知',
  often_off: '不通知',
  payout_problems: '付款未到账',
  payouts: '已付款',
  title: '邮件通知',
  to_profile: '设置邮件通知',
} satisfies Translation<typeof en>;
