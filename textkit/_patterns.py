"""Lists of words as patterns. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

__all__ = ["words_pattern"]


def words_pattern(words: Iterable[str]) -> str:
    """Literal words as one pattern that takes the longest and shares their beginnings."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    ends = "" in node
    parts = [re.escape(char) + _branches(child) for char, child in sorted(node.items()) if char]
    if not parts:
        return ""
    whole = parts[0] if len(parts) == 1 and not ends else f"(?:{'|'.join(parts)})"
    return f"{whole}?" if ends else whole
