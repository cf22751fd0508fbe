"""Carts, checkout, payments, fulfilment and refunds."""
