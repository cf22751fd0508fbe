"""What patterns of texts in the interface have in common."""

from __future__ import annotations

END = r"(?![\s\S])"
"""The end of a text, for Python and JavaScript alike. Python's `$` lets a line feed follow."""
