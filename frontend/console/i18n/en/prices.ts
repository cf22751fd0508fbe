export default {
  title: 'Price lists',
  source_catalogue: 'Catalogue',
  source_list: 'List price',
  source_group: 'Customer group',
  source_company: 'Company',
  source_contract: 'Contract',
  source_cost: 'Cost',
} as const;
