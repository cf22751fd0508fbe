export default {
  title: 'Networks, phones and plans',
  lead: 'Equipment that keeps an office running, phones people like, and plans without small print.',
  browse: 'See all products',
  categories: 'Shop by category',
  event: 'On offer',
  hot: 'Popular now',
  new: 'Just in',
  product_count: { one: '{count} product', other: '{count} products' },
  see_all: 'See all',
} as const;
