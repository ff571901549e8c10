"""Agreement with the facts of real reports, where their folder is named by TEXTKIT_REAL_REPORTS."""

import warnings

import agreement
import pytest

FILES = agreement.real_files("work") + agreement.real_files("unread")

if not FILES:
    warnings.warn(
        "TEXTKIT_REAL_REPORTS names no folder with the real reports: nothing is checked on them", stacklevel=1
    )
    pytest.skip("needs TEXTKIT_REAL_REPORTS", allow_module_level=True)

CASES = [pytest.param(path, gold, id=path.name) for path, gold in FILES]
REPORTS = [pytest.param(path, gold, id=path.name) for path, gold in FILES if gold.get("is_report", True)]


CELLS = [
    pytest.param(path, gold, id=path.name)
    for part in ("work", "unread")
    for path, gold in agreement.real_cell_files(part)
]
# What the tables of a file without glued digits must give.
WHOLE = {
    "hongze-district-2023.pdf": 186,
    "hongze-district-2024.pdf": 186,
    "shanghai-office-2019.html": 198,
    "blank-form-2021.docx": 200,
}


@pytest.mark.parametrize(("path", "gold"), CELLS)
def test_no_cell_is_wrong(path, gold):
    assert agreement.cell_score(agreement.read(path), gold, path.name).errors == []


@pytest.mark.parametrize(("path", "gold"), CELLS)
def test_layouts_of_the_tables(path, gold):
    assert agreement.layout_errors(agreement.read(path), gold) == []


@pytest.mark.parametrize(("path", "gold"), [case for case in CELLS if case.id in WHOLE])
def test_whole_tables_are_told(path, gold):
    assert agreement.cell_score(agreement.read(path), gold, path.name).right == WHOLE[path.name]


@pytest.mark.parametrize(("path", "gold"), CASES)
def test_genre(path, gold):
    assert agreement.read(path).is_report == gold.get("is_report", True)


@pytest.mark.parametrize(("path", "gold"), REPORTS)
def test_agency_and_year(path, gold):
    assert agreement.identity_errors(agreement.read(path), gold, ("agency", "year")) == {}


@pytest.mark.parametrize(("path", "gold"), REPORTS)
def test_no_heading_in_a_table(path, gold):
    assert agreement.tables_score(agreement.read(path), path.name).errors == []


def test_headings_in_place_and_id():
    score = agreement.Score()
    for path, gold in FILES:
        score.add(agreement.heading_score(agreement.read(path), gold.get("headings", []), path.name))
    assert score.f1 >= 0.98, "\n".join(score.errors)


@pytest.mark.parametrize(("path", "gold"), CASES)
def test_every_object_stands_where_it_says(path, gold):
    report = agreement.read(path)
    found = [*report.paragraphs, *report.headings, *report.sentences, *report.quantities]
    cells = [cell for table in report.tables for cell in table.cells]
    assert [cell for cell in cells if cell.raw != report.text[cell.start : cell.end]] == []
    assert [item for item in found if item.text != report.text[item.start : item.end]] == []
