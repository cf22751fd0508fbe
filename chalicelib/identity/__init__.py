"""Accounts, sessions and roles: one registration for every door."""
