"""Nouns as what msgpack and JSON can hold, and back.

A dataclass in ``doc.user_data`` breaks ``n_process=2`` and DocBin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

__all__ = ["plain", "rebuilt"]

Noun = TypeVar("Noun")


def plain(value: Any) -> Any:
    """A noun as a dict of strings, numbers, lists, dicts and None; Decimal and date as text."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def rebuilt(noun: type[Noun], stored: Mapping[str, Any]) -> Noun:
    """The noun that ``plain`` made a dict of; what another version stored beside is left out."""
    known = {
        name: _as(hint, stored[name]) for name, hint in _hints(cast(Any, noun)).items() if name in stored
    }
    return noun(**known)


@cache
def _hints(noun: type[Any]) -> dict[str, Any]:
    return get_type_hints(noun)


def _as(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if value is None:
            return None
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
        return _as(hint, value)
    if origin is tuple:
        # tuple[X, ...] and tuple[X, X] alike: no noun has a tuple of mixed types.
        return tuple(_as(get_args(hint)[0], one) for one in value)
    if hint is Decimal:
        return Decimal(value)
    if is_dataclass(hint):
        return rebuilt(cast(type[Any], hint), value)
    return value
