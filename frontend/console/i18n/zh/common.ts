import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/common';

export default {
  app_name: 'Portico 控制台',
  email: '电子邮箱',
  home: '概览',
  jump: '跳转到…',
  jump_key: 'Ctrl K',
  menu: '菜单',
  navigation: '控制台',
  not_found_text: '页面可能已移动，或地址输入有误。',
  not_found_title: '没有找到这个页面',
  not_staff: '该账户没有员工角色，请使用员工账户登录。',
  other_language: 'English',
  password: '密码',
  sign_in: '登录',
  sign_out: '退出登录',
  skip: '跳到正文',
  to_shop: '前往商店',
  welcome: '{name}，您好',
} satisfies Translation<typeof en>;
