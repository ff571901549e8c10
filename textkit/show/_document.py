"""The frame of every page: head, style, script, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape

from textkit._resources import package_text

__all__ = ["document"]


def document(title: str, body: str, *, script: str = "", style: str = "") -> str:
    """A whole page. ``body``, and the files ``script`` and ``style``, are ours, ``title`` is text."""
    rules = package_text("show/style.css") + (package_text(f"show/{style}") if style else "")
    code = package_text(f"show/{script}") if script else ""
    allowed = f"script-src '{_hash(code)}'; " if code else ""
    policy = f"default-src 'none'; style-src '{_hash(rules)}'; {allowed}base-uri 'none'; form-action 'none'"
    tail = f"<script>{code}</script>" if code else ""
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{rules}</style></head>\n<body>{body}{tail}</body></html>\n"
    )


@cache
def _hash(content: str) -> str:
    """What a content security policy knows an inline style or script by."""
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
