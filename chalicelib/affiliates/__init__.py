"""Affiliates: programmes, members and their links, clicks, attribution, commissions, payouts.

This is the face: nobody below imports it.
"""
