import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/problem';

export default {
  address_not_allowed: '请填写公网可访问的 https 地址。',
  already_joined: '您已加入此计划。',
  application_rejected: '此计划未通过您的申请。如情况有变，请联系我们。',
  forbidden: '此账户无权执行该操作。',
  internal: '我们这边出了问题，请稍后再试。',
  invitation_not_valid: '邀请码不正确。请检查，或询问邀请您的人。',
  link_dead: '此链接已停用，不能再修改。请创建新链接。',
  link_not_found: '此链接已不存在。',
  mail_link_not_valid: '此链接已失效，请在资料页设置邮件通知。',
  member_not_active: '您的会员资格当前无效，无法执行此操作。',
  not_an_affiliate: '您还不是推广会员，请先加入。',
  programme_closed: '此计划目前不接受新会员。',
  target_not_ours: '链接必须指向本商店的页面，请从商店复制地址。',
  terms_not_accepted: '条款已更新。请刷新页面，阅读并同意。',
  too_many: '操作过于频繁，请稍后再试。',
  too_many_keys: '密钥数量已达上限，请先停用一个。',
  too_many_webhooks: 'Webhook 数量已达上限，请先停用一个。',
  webhook_is_off: 'Webhook 已停用，请先启用。',
} satisfies Translation<typeof en>;
