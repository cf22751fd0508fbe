"""What a cart costs, and why: coupons, tax, totals."""
