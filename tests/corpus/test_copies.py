"""Copies and versions of one report."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pandas as pd
import pytest

import textkit.corpus._run as run
from textkit._firsts import FirstReports
from textkit.corpus import Corpus
from textkit.frames import reports_frame
from textkit.pipeline import read_text

AGENCY = "青澜县水利局"
PROSE = "我局公开信息{n}条。受理申请2件。举办培训3次。接待群众20人。答复来信6封。"


def title(agency=AGENCY, year=2023):
    return f"{agency}{year}年政府信息公开工作年度报告"


def text(n=18, **changes):
    return f"{title(**changes)}\n一、总体情况\n{PROSE.format(n=n)}\n"


def page(n=18, **changes):
    return f"<html><body><h1>{title(**changes)}</h1><h2>一、总体情况</h2><p>{PROSE.format(n=n)}</p></body></html>"


def known(frame):
    return [[None if pd.isna(cell) else cell for cell in row] for row in frame.values.tolist()]


def marks(tmp_path, files, **options):
    for name, content in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    corpus = Corpus.build(tmp_path / "in", tmp_path / "out", **options)
    frame = corpus.reports.set_index("report_id")[["duplicate_of", "version_of"]]
    assert corpus.counts["duplicates"] == frame["duplicate_of"].notna().sum()
    assert corpus.counts["versions"] == frame["version_of"].notna().sum()
    return {name: tuple(row) for name, row in zip(frame.index, known(frame), strict=True)}


def test_same_report_in_another_format_is_a_copy(tmp_path):
    found = marks(tmp_path, {"a.txt": text(), "b.html": page(), "c.md": "# " + text()})
    assert found == {"a.txt": (None, None), "b.html": ("a.txt", None), "c.md": ("a.txt", None)}


def test_line_breaks_blanks_and_width_make_no_other_text(tmp_path):
    other = text().replace("20人", "２０ 人").replace("举办", "举\n办")
    assert marks(tmp_path, {"a.txt": text(), "b.txt": other})["b.txt"] == ("a.txt", None)


def test_copy_of_a_copy_names_the_first(tmp_path):
    found = marks(tmp_path, {"a.txt": text(), "b.html": page(), "c.html": page()})
    assert found["c.html"] == ("a.txt", None)


def test_same_bytes_are_a_copy_however_short(tmp_path):
    assert marks(tmp_path, {"a.txt": "公开18条。", "b.txt": "公开18条。"})["b.txt"] == ("a.txt", None)


def test_short_texts_are_compared_by_their_bytes_alone(tmp_path):
    short = f"{title()}\n一、总体情况\n公开信息18条。\n"
    assert marks(tmp_path, {"a.txt": short, "b.txt": short + "\n"})["b.txt"] == (None, "a.txt")


@pytest.mark.parametrize("changes", [{"agency": "青澜县教育局"}, {"year": 2022}], ids=["agency", "year"])
def test_another_agency_or_year_with_the_same_text_is_no_copy(tmp_path, changes):
    assert marks(tmp_path, {"a.txt": text(), "b.txt": text(**changes)})["b.txt"] == (None, None)


def test_unknown_agency_or_year_may_be_the_same(tmp_path):
    found = marks(tmp_path, {"a.txt": text(year=2022), "b.txt": text(year=2023), "c.txt": PROSE.format(n=18)})
    assert found["c.txt"] == ("a.txt", None)


def test_same_agency_and_year_with_another_text_is_a_version(tmp_path):
    found = marks(
        tmp_path, {"a.txt": text(18), "b.txt": text(19), "c.txt": text(20), "d.txt": text(18, year=2022)}
    )
    assert found == {
        "a.txt": (None, None), "b.txt": (None, "a.txt"), "c.txt": (None, "a.txt"), "d.txt": (None, None),
    }  # fmt: skip


def test_copy_of_a_version_is_a_copy(tmp_path):
    found = marks(tmp_path, {"a.txt": text(18), "b.txt": text(19), "c.html": page(19)})
    assert found["c.html"] == ("b.txt", None)


def test_other_cells_make_another_text(tmp_path):
    table = "二、主动公开政府信息情况\n| 信息内容 | 本年处理决定数量 |\n|---|---|\n| 行政处罚 | {} |\n| 行政强制 | 3 |\n"
    found = marks(tmp_path, {"a.md": text() + table.format(12), "b.md": text() + table.format(13)})
    assert found["b.md"] == (None, "a.md")


def test_texts_of_another_genre_are_no_versions(tmp_path):
    guide = f"{AGENCY}政府信息公开指南\n2023年版。\n" + "为便于公众获取信息，编制本指南。" * 3
    files = {"a.txt": text(), "b.txt": guide}
    frame = pd.DataFrame({"agency": AGENCY, "year": 2023}, index=list(files))
    assert marks(tmp_path, files, metadata=frame)["b.txt"] == (None, None)


def test_given_agency_and_year_tell_versions(tmp_path):
    files = {"a.txt": text(18), "b.txt": text(19, year=2022)}
    frame = pd.DataFrame({"year": [2023, 2023]}, index=list(files))
    assert marks(tmp_path, files, metadata=frame)["b.txt"] == (None, "a.txt")


@pytest.mark.parametrize("given", [{"agency": [AGENCY, "云汀县应急管理局"]}, {"year": [2022, 2023]}])
def test_same_bytes_given_to_another_agency_or_year_are_no_copy(tmp_path, given):
    files = {"a.txt": text(), "b.txt": text(), "c.txt": text()}
    frame = pd.DataFrame(given, index=["a.txt", "b.txt"]).reindex(list(files))
    found = marks(tmp_path, files, metadata=frame)
    assert found["b.txt"] == (None, None)
    # Of the third nothing is given: it is what its text says.
    assert found["c.txt"] == ("a.txt" if "agency" in given else "b.txt", None)
    origins = Corpus.open(tmp_path / "out").recurrence().groupby("report_id")["origin"].first()
    assert origins.to_dict() == (
        {"a.txt": "shared", "b.txt": "shared"}
        if "agency" in given
        else {"a.txt": "original", "b.txt": "carried_over"}
    )


def test_an_unknown_agency_between_makes_no_copies_of_each_other(tmp_path):
    files = {"a.txt": PROSE.format(n=18), "b.txt": PROSE.format(n=18), "c.txt": PROSE.format(n=18)}
    frame = pd.DataFrame({"agency": [AGENCY, "", "云汀县应急管理局"], "year": 2022}, index=list(files))
    found = marks(tmp_path, files, metadata=frame)
    assert found == {"a.txt": (None, None), "b.txt": ("a.txt", None), "c.txt": (None, None)}


@pytest.mark.parametrize("order", list(permutations([AGENCY, "", "云汀县应急管理局"])))
def test_of_two_agencies_and_an_unknown_one_two_are_left_in_any_order(tmp_path, order):
    files = {name: PROSE.format(n=18) for name in ("a.txt", "b.txt", "c.txt")}
    frame = pd.DataFrame({"agency": order, "year": 2022}, index=list(files))
    found = marks(tmp_path, files, metadata=frame)
    assert [first for first, _ in found.values()].count(None) == 2


@pytest.mark.parametrize("own", [(None, None), ("甲局", None), (None, 2022), ("甲局", 2022)])
def test_ten_thousand_saved_error_pages_take_no_square(own):
    def row(number, agency, year):
        return {"report_id": f"{number}", "content_hash": "same", "text_hash": None, "agency": agency, "year": year,
                "agency_id": None, "is_report": False}  # fmt: skip

    with FirstReports() as firsts:
        for number in range(5_000):
            assert firsts.of(row(number, f"{number}局", 2021)) == (None, None)
        steps = []
        firsts._seen.set_progress_handler(lambda: steps.append(1) and None, 100)
        for number in range(500):
            firsts.of(row(5_000 + number, *own))
    # Hundreds of steps of the database a report would be one look at each of the others.
    assert len(steps) < 500 * 5


def test_a_full_folder_for_temporary_files_is_told(monkeypatch):
    class Full:
        def execute(self, *_):
            raise sqlite3.OperationalError("database or disk is full")

        def close(self):
            pass

    with FirstReports() as firsts:
        firsts._seen.close()
        monkeypatch.setattr(firsts, "_seen", Full())
        with pytest.raises(OSError, match=r"disk is full.*TMPDIR"):
            firsts.of(
                {"report_id": "a", "content_hash": "x", "text_hash": None, "agency": None, "year": None}
            )


@pytest.fixture
def many(tmp_path):
    files = {}
    for number in range(12):
        files[f"{number:02d}.txt"] = text(number % 4, year=2020 + number % 2)
        files[f"{number:02d}.html"] = page(number % 3, year=2020 + number % 2)
    return files


def test_the_same_in_any_batches_and_on_an_executor(tmp_path, many, monkeypatch):
    first = marks(tmp_path, many)
    monkeypatch.setattr(run, "FILES_PER_BATCH", 1)
    assert marks(tmp_path, many) == first
    with ThreadPoolExecutor(4) as executor:
        assert marks(tmp_path, many, executor=executor) == first


def test_frame_and_store_mark_the_same(tmp_path, many):
    found = marks(tmp_path, {name: content for name, content in many.items() if name.endswith(".txt")})
    frame = reports_frame([read_text(many[name], report_id=name) for name in found])
    assert known(frame[["duplicate_of", "version_of"]]) == [list(row) for row in found.values()]
