import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/prices';

export default {
  title: '价目表',
  state_holds: '生效中',
  state_planned: '未开始',
  state_ended: '已结束',
  state_inactive: '已停用',
  tiers: '阶梯价',
  source_configuration: '配置',
  source_catalogue: '目录价',
  source_list: '标价',
  source_group: '客户组价',
  source_company: '企业价',
  source_contract: '协议价',
  source_cost: '成本',
} satisfies Translation<typeof en>;
