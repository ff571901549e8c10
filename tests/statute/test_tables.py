"""The data of the statutory tables: complete, and no label stands for two rows of a table."""

import pytest

from textkit._folding import fold
from textkit._resources import data_toml
from textkit.form._labels import column_of, row_matches
from textkit.statute import form_tables, label_key, table_labels

TABLES = {table.id: table for table in form_tables()}
ROWS = [
    pytest.param(table, row, name, id=f"{table.id}.{row.id}.{name}")
    for table in form_tables()
    for row in table.rows
    for name in row.names
    if name
]
COLUMNS = [
    pytest.param(table, column, name, id=f"{table.id}.{column.id}.{name}")
    for table in form_tables()
    for column in table.columns
    for name in column.names
]
KEYS = {"id", "label", "variants", "layout", "group", "above", "part", "unit", "plain", "en"}


@pytest.mark.parametrize(("layout", "counts"), [("gb2021", (10, 175, 15)), ("gb2019", (22, 161, 15))])
def test_cells_of_each_layout(layout, counts):
    def size(id):
        table = TABLES[id]
        if layout not in table.layouts:
            return 0
        rows = [row for row in table.rows if row.layout in (None, layout)]
        return len(rows) * len(table.columns_of(layout))

    second = sum(size(id) for id in TABLES if id.startswith("t2_"))
    assert (second, size("t3_applications"), size("t4_review_litigation")) == counts


def test_the_annex_has_58_rows():
    assert len(TABLES["s2014_statistics"].rows) == 58


@pytest.mark.parametrize(("table", "row", "name"), ROWS)
def test_every_label_of_a_row_is_known(table, row, name):
    matches = {(match.table.id, match.row.id) for match in row_matches(name)}
    assert (table.id, row.id) in matches
    same = {label for found, label in matches if found == table.id} - {row.id}
    # The annex repeats labels by chapter.
    assert not same or {table.row(id).part for id in same}.isdisjoint({row.part})


@pytest.mark.parametrize(("table", "column", "name"), COLUMNS)
def test_every_label_of_a_column_is_known(table, column, name):
    found = column_of(table, name)
    assert found is not None
    assert found[0].id == column.id or found[0].names == column.names


@pytest.mark.parametrize("table", form_tables(), ids=lambda table: table.id)
def test_ids_are_unique(table):
    assert len({row.id for row in table.rows}) == len(table.rows)
    assert len({column.id for column in table.columns}) == len(table.columns)


@pytest.mark.parametrize("kind", ["rows", "columns"])
def test_keys_are_known(kind):
    for table in data_toml("tables.toml")["table"]:
        for entry in table[kind]:
            assert set(entry) <= KEYS
            assert entry.get("layout") in (None, *table["layouts"])
            assert entry.get("group") in (None, *(group["id"] for group in table.get("groups", ())))


def test_labels_are_written_as_they_are_matched():
    for labels in table_labels():
        for label in (*labels.anchor, *labels.plain):
            assert label == fold(label).replace(" ", "")


def test_no_label_shows_a_table_and_does_not():
    for labels in table_labels():
        assert set(labels.anchor).isdisjoint(labels.plain)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("一、本年新收", "本年新收"),
        ("（七）总 计", "总计"),
        ("1.属于国家秘密", "属于国家秘密"),
        ("其中：当面申请数", "当面申请数"),
        ("3.5元", "35元"),
    ],
)
def test_label_key(printed, key):
    assert label_key(printed) == key
