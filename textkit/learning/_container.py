"""Model files: a zip of two members, numbers and names only.

``model.json`` says what the model is: kind, format number, parameters, versions, hash of the arrays.
``arrays.npz`` holds the arrays, read without pickle. Nothing in a file names code, so nothing in it can be run.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from textkit._version import __version__

__all__ = ["FORMAT", "ModelFileError", "ModelParts", "read_parts", "write_parts"]

# Raised when what is in a file changes; older formats still load.
FORMAT = 1
_SIGN = "textkit model"
_MEMBERS = ("model.json", "arrays.npz")
# Bounds on what a file may unpack to, twenty times the shipped models.
_MAX_JSON = 20_000_000
_MAX_ARRAYS = 500_000_000
_DTYPES = frozenset("fiub")


class ModelFileError(ValueError):
    """A model file that can't be used: damaged, changed, of a newer version, or none at all."""


@dataclass(frozen=True, slots=True)
class ModelParts:
    """What a model file holds."""

    kind: str
    parameters: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]
    card: Mapping[str, Any]


def write_parts(parts: ModelParts, path: str | Path) -> None:
    """Write a model file, whole or not at all; the same model gives the same bytes."""
    packed = io.BytesIO()
    given: dict[str, Any] = {name: np.ascontiguousarray(one) for name, one in sorted(parts.arrays.items())}
    np.savez(packed, **given)
    arrays = _without_times(packed.getvalue())
    head = {
        "sign": _SIGN,
        "format": FORMAT,
        "kind": parts.kind,
        "parameters": parts.parameters,
        "arrays_sha256": hashlib.sha256(arrays).hexdigest(),
        "card": parts.card,
        "versions": {"textkit": __version__, **{name: version(name) for name in ("numpy", "scikit-learn")}},
    }
    text = json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
    path = Path(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for member, data in zip(_MEMBERS, (text, arrays), strict=True):
                file.writestr(_entry(member), data, zipfile.ZIP_DEFLATED, 9)
        # Temporary files are for their owner alone.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_parts(path: str | Path) -> ModelParts:
    """Read a model file.

    Raises
    ------
    OSError
        When the file can't be opened.
    ModelFileError
        When it is no model file, damaged, changed, or of a newer version; the message says which.
    """
    path = Path(path)
    with path.open("rb") as file:
        data = file.read(_MAX_JSON + _MAX_ARRAYS)
    head_bytes, array_bytes = _members(data, path.name)
    head = _head(head_bytes, path.name)
    if hashlib.sha256(array_bytes).hexdigest() != head["arrays_sha256"]:
        raise ModelFileError(f"{path.name}: the arrays are not those that were saved; get the file again")
    return ModelParts(head["kind"], head["parameters"], _arrays(array_bytes, path.name), head.get("card", {}))


def _members(data: bytes, name: str) -> tuple[bytes, bytes]:
    if data[:2] == b"\x80\x04" or data[:1] == b"\x80":
        raise ModelFileError(f"{name}: a pickle; pickles can run code and are never opened")
    if data[:4] != b"PK\x03\x04":
        raise ModelFileError(f"{name}: no model file of textkit (save_model writes one)")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if sorted(file.namelist()) != sorted(_MEMBERS):
                raise ModelFileError(
                    f"{name}: holds {', '.join(file.namelist()[:5])}; a model file holds {' and '.join(_MEMBERS)}"
                )
            found = []
            for member, most in zip(_MEMBERS, (_MAX_JSON, _MAX_ARRAYS), strict=True):
                if file.getinfo(member).file_size > most:
                    raise ModelFileError(
                        f"{name}: {member} unpacks to {file.getinfo(member).file_size:,} bytes, the limit is {most:,}"
                    )
                with file.open(member) as entry:
                    found.append(entry.read(most + 1))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as err:
        raise ModelFileError(f"{name}: damaged ({err}); get the file again") from err
    return found[0], found[1]


def _head(data: bytes, name: str) -> dict[str, Any]:
    try:
        head = json.loads(data)
    except (ValueError, RecursionError) as err:
        raise ModelFileError(f"{name}: model.json can't be read ({err})") from err
    if not isinstance(head, dict) or head.get("sign") != _SIGN:
        raise ModelFileError(f"{name}: no model file of textkit (save_model writes one)")
    number = head.get("format")
    if not isinstance(number, int) or number < 1:
        raise ModelFileError(f"{name}: has no format number")
    if number > FORMAT:
        raise ModelFileError(
            f"{name}: format {number}, this version of textkit ({__version__}) reads up to {FORMAT}; install a newer one"
        )
    for key, kind in (("kind", str), ("parameters", dict), ("arrays_sha256", str)):
        if not isinstance(head.get(key), kind):
            raise ModelFileError(f"{name}: model.json lacks {key!r}")
    return head


def _arrays(data: bytes, name: str) -> dict[str, np.ndarray]:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, KeyError, MemoryError) as err:
        raise ModelFileError(f"{name}: the arrays can't be read ({err})") from err
    for key, array in arrays.items():
        if array.dtype.kind not in _DTYPES:
            raise ModelFileError(f"{name}: array {key!r} is of {array.dtype}, numbers are needed")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ModelFileError(f"{name}: array {key!r} holds numbers that are none")
    return arrays


def _entry(member: str) -> zipfile.ZipInfo:
    """A member without the time of writing, so that the same model gives the same bytes."""
    entry = zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    return entry


def _without_times(npz: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(npz)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for member in old.namelist():
            new.writestr(_entry(member), old.read(member))
    return packed.getvalue()
