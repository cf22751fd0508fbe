"""Carts and orders as pure decisions: `cart`, `delivery`, `order` (what it is), `life` (its steps), `refunds` (money and
goods back)."""
