"""What is given about reports, laid over what was detected in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from textkit.corpus._metadata import Metadata, MetadataError
from textkit.frames import TABLES, Column

__all__ = ["Coverage", "Given", "Layer"]

# Names told in a warning; the rest are counted.
MAX_TOLD = 5


@dataclass(frozen=True, slots=True)
class Layer:
    """Metadata with the row of each report."""

    metadata: Metadata
    rows: Mapping[str, int]

    @classmethod
    def of_rows(cls, metadata: Metadata) -> Layer:
        """Metadata whose keys are the reports."""
        return cls(metadata, {key: row for row, key in enumerate(metadata.keys)})


class Given:
    """Layers of metadata; a later one goes over an earlier one, blanks let through what lies below.

    For every field that a layer has, ``<field>_detected`` holds what was detected, in every report.
    """

    def __init__(self, layers: Iterable[Layer] = ()) -> None:
        self._layers = tuple(layers)
        fields = {field for layer in self._layers for field in layer.metadata.fields}
        if fields & {"agency", "region_code"}:
            fields.add("agency_id")
        self._fields = [column for column in TABLES["reports"] if column.name in fields]
        self.columns = (
            *(
                Column(f"{one.name}_detected", one.dtype, f"{one.name} as found in the report itself")
                for one in self._fields
            ),
            *(column for layer in self._layers for column, _ in layer.metadata.extras),
        )
        for one, other in combinations(self._layers, 2):
            _refuse_shared(one.metadata, other.metadata)

    def lay_over(self, reports: pa.Table) -> pa.Table:
        """Rows of ``reports`` with what is given about them."""
        if not self._layers:
            return reports
        ids = reports["report_id"].to_pylist()
        places = [pa.array([layer.rows.get(one) for one in ids], type=pa.int64()) for layer in self._layers]
        laid = reports
        for column in self._fields:
            value = reports[column.name].combine_chunks()
            for layer, place in zip(self._layers, places, strict=True):
                if column.name in layer.metadata.fields:
                    value = pc.coalesce(layer.metadata.fields[column.name].take(place), value)
            laid = _with(laid, column.name, value)
        if any(one.name == "agency_id" for one in self._fields):
            laid = self._with_agency_ids(laid, reports, places)
        for column in self._fields:
            laid = laid.append_column(f"{column.name}_detected", reports[column.name])
        for layer, place in zip(self._layers, places, strict=True):
            for column, values in layer.metadata.extras:
                laid = laid.append_column(column.name, values.take(place))
        return laid

    def _with_agency_ids(self, laid: pa.Table, reports: pa.Table, places: Sequence[pa.Array]) -> pa.Table:
        """An agency or region_code that was changed changes the agency_id, where none is given."""
        given = pa.nulls(len(laid), pa.string())
        for layer, place in zip(self._layers, places, strict=True):
            if "agency_id" in layer.metadata.fields:
                given = pc.coalesce(layer.metadata.fields["agency_id"].take(place), given)
        names = ("agency", "region_code")
        before = zip(*(reports[name].to_pylist() for name in names), strict=True)
        after = zip(*(laid[name].to_pylist() for name in names), strict=True)
        changed = [
            f"{code or ''}:{agency}"
            if own is None and agency is not None and (agency, code) != then
            else None
            for own, then, (agency, code) in zip(given.to_pylist(), before, after, strict=True)
        ]
        ids = pa.array(changed, type=pa.string())
        return _with(laid, "agency_id", pc.coalesce(ids, laid["agency_id"]))


class Coverage:
    """How metadata and reports cover each other."""

    def __init__(self, layer: Layer | None) -> None:
        self._layer = layer
        self._n_matched = 0
        self._n_without = 0

    def add(self, report_ids: Iterable[str]) -> None:
        """Take reports that were read."""
        if self._layer is None:
            return
        for report_id in report_ids:
            if report_id in self._layer.rows:
                self._n_matched += 1
            else:
                self._n_without += 1

    @cached_property
    def unmatched(self) -> tuple[str, ...]:
        """Keys of the rows that no report and no failure bears; a blank key as ``""``."""
        if self._layer is None:
            return ()
        found = set(self._layer.rows.values())
        return tuple(key for row, key in enumerate(self._layer.metadata.keys) if row not in found)

    def counts(self) -> dict[str, int]:
        """What ``Corpus.counts`` tells of metadata."""
        n_rows = 0 if self._layer is None else len(self._layer.metadata)
        return {
            "metadata_rows": n_rows,
            "metadata_matched": self._n_matched,
            "metadata_failed": n_rows - self._n_matched - len(self.unmatched),
            "metadata_unmatched": len(self.unmatched),
            "reports_without_metadata": self._n_without,
        }

    def told(self) -> str:
        """One sentence where they don't cover each other, else nothing."""
        counts = self.counts()
        named = ", ".join(map(repr, self.unmatched[:MAX_TOLD])) + (
            " …" if len(self.unmatched) > MAX_TOLD else ""
        )
        said = {
            f"{counts['metadata_unmatched']} match no report ({named})": counts["metadata_unmatched"],
            f"{counts['metadata_failed']} are about files that were not read": counts["metadata_failed"],
            f"{counts['reports_without_metadata']} reports have no row": counts["reports_without_metadata"],
        }
        parts = [part for part, n in said.items() if n]
        if self._layer is None or not parts:
            return ""
        return f"{self._layer.metadata.source}: of {counts['metadata_rows']} rows, {'; '.join(parts)}"


def _with(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), values)


def _refuse_shared(one: Metadata, other: Metadata) -> None:
    theirs = {column.name.casefold() for column, _ in other.extras}
    shared = [column.name for column, _ in one.extras if column.name.casefold() in theirs]
    if shared:
        raise MetadataError(
            f"{', '.join(shared)} stands in {one.source} and in {other.source}; leave it out of one"
        )
