"""Affiliates: programmes, members and their links, clicks, attribution, commissions, payouts.

This is the face: what affiliates keep of a person. Nobody below imports it.
"""

from chalicelib.affiliates.personal import personal_data

__all__ = ["personal_data"]
