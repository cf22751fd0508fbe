import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/join';

export default {
  about_you: '您的信息',
  accept: '我已阅读并同意计划条款。',
  account: '首先，您需要一个账户',
  account_text: '推广会员使用商店账户。请登录或注册，完成后会回到这里。',
  apply: '提交申请',
  approval_invitation: '凭邀请码加入',
  approval_manual: '逐一审核申请',
  approval_open: '面向所有人，立即生效',
  code: '邀请码',
  code_missing: '请输入邀请码。',
  code_open: '打开邀请',
  done: '欢迎加入！现在创建第一个链接吧。',
  has_account: '我有账户',
  have_code: '我有邀请码',
  join: '立即加入',
  lead: '免费，只需一分钟。',
  manual_note: '我们会逐一审核申请，并通过邮件答复。',
  name: '名称',
  name_hint: '我们如何称呼您：您本人、频道或公司的名称。',
  not_joined: '尚未加入',
  programme: '推广计划',
  register: '注册',
  sent: '申请已收到，我们会通过邮件答复。',
  terms_missing: '请阅读并同意条款。',
  title: '成为推广会员',
} satisfies Translation<typeof en>;
