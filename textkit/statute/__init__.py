"""The regulation and the official form as data, and typed access to it."""

from textkit.statute.agencies import AgencyKind, agency_kind, organ_suffixes
from textkit.statute.official import (
    OfficialSlot,
    OfficialWording,
    official_slots,
    official_wording,
    official_wordings,
)
from textkit.statute.places import Place, PlaceMatch, find_places, lineage, match_prefix, place, provinces
from textkit.statute.sections import SECTION_IDS, SectionRule, TurnRule, section_rules, turn_rules
from textkit.statute.tables import (
    FormLabel,
    FormTable,
    TableLabels,
    form_table,
    form_tables,
    label_key,
    table_labels,
)

__all__ = [
    "SECTION_IDS",
    "AgencyKind",
    "FormLabel",
    "FormTable",
    "OfficialSlot",
    "OfficialWording",
    "Place",
    "PlaceMatch",
    "SectionRule",
    "TableLabels",
    "TurnRule",
    "agency_kind",
    "find_places",
    "form_table",
    "form_tables",
    "label_key",
    "lineage",
    "match_prefix",
    "official_slots",
    "official_wording",
    "official_wordings",
    "organ_suffixes",
    "place",
    "provinces",
    "section_rules",
    "table_labels",
    "turn_rules",
]
