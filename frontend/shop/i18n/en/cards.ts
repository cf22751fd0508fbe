/** What a product's card and the small basket say: they are on every page. */
export default {
  add_named: 'Add to the basket: {title}',
  added: 'Added to your basket',
  availability_backorder: 'On back order',
  availability_in_stock: 'In stock',
  availability_out_of_stock: 'Out of stock',
  availability_preorder: 'Presale',
  basket_empty: 'Your basket is empty',
  keep_shopping: 'Keep shopping',
  label_event: 'Offer',
  label_hot: 'Popular',
  label_new: 'New',
  quantity_times: '{quantity} × {price}',
  subtotal: 'Subtotal',
  subtotal_note: 'Delivery and tax are worked out at checkout, before you pay.',
  to_basket: 'View basket',
  to_checkout: 'Check out',
} as const;
