export default {
  availability_backorder: 'On back order',
  availability_in_stock: 'In stock',
  availability_out_of_stock: 'Out of stock',
  availability_preorder: 'Presale',
  label_event: 'Offer',
  label_hot: 'Popular',
  label_new: 'New',
} as const;
