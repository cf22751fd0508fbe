"""Quotes: what they are made of, their life, who must approve them, and until when they hold. Pure."""
