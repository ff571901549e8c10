"""Every manuscript is sound, and the files in data/reports and data/gold are made from it."""

import base64
import io
import json
import re
import zipfile
import zlib
from pathlib import Path

import pytest
from rendering import checks, forms, gold, manuscript, writing

DATA = Path(__file__).resolve().parents[2] / "data"
PATHS = sorted((DATA / "manuscripts").glob("*.toml"))
REPORTS = [
    pytest.param(path, format_, id=f"{path.stem}.{format_}")
    for path in PATHS
    for format_ in manuscript.load(path).formats
]


def of_format(*formats):
    return [entry for entry in REPORTS if entry.values[1] in formats]


def committed(path, format_):
    return (DATA / "reports" / f"{path.stem}.{format_}").read_bytes()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_manuscript_is_sound(path):
    assert list(checks.problems(manuscript.load(path))) == []


def test_carry_over_goes_on_from_year_to_year():
    assert list(checks.broken_carry_over(manuscript.load_all(DATA / "manuscripts"))) == []


@pytest.mark.parametrize(("path", "format_"), REPORTS)
def test_file_is_there_and_small(path, format_):
    assert 0 < len(committed(path, format_)) <= writing.MOST_BYTES


@pytest.mark.parametrize(("path", "format_"), REPORTS)
def test_gold_is_that_of_the_manuscript(path, format_):
    written = (DATA / "gold" / f"{path.stem}.{format_}.json").read_text(encoding="utf-8")
    assert json.loads(written) == gold.gold_of(manuscript.load(path), format_)


@pytest.mark.parametrize(("path", "format_"), of_format("txt", "md", "html"))
def test_text_is_rendered_to_the_same_bytes(path, format_):
    report = manuscript.load(path)
    content = writing.write(report, format_)
    assert content == committed(path, format_)
    gold.check_occurrences(report, gold.gold_of(report, format_), content)


@pytest.mark.parametrize(("path", "format_"), of_format("docx"))
def test_word_text_is_rendered_the_same(path, format_):
    pytest.importorskip("docx", reason="NOT CHECKED: rendering docx needs the extra samples (python-docx)")
    assert main_part(writing.write(manuscript.load(path), format_)) == main_part(committed(path, format_))


@pytest.mark.parametrize(("path", "format_"), of_format("pdf"))
def test_pdf_pages_are_rendered_the_same(path, format_):
    pytest.importorskip("docx", reason="NOT CHECKED: rendering pdf needs the extra samples (python-docx)")
    pytest.importorskip("reportlab", reason="NOT CHECKED: rendering pdf needs the extra samples (reportlab)")
    from rendering import letters, pdf

    report = manuscript.load(path)
    if pdf.is_by_office(report):
        pytest.skip("NOT CHECKED: written by LibreOffice, whose versions differ")
    if not report.has("unembedded-font") and not letters.EMBEDDED_FONT.exists():
        pytest.skip(f"NOT CHECKED: {letters.EMBEDDED_FONT} (Debian: fonts-wqy-zenhei) is not installed")
    pages = streams(committed(path, format_))
    assert pages
    assert streams(pdf.render(report)) == pages


@pytest.mark.parametrize(("path", "format_"), of_format("docx"))
def test_word_holds_all_text_once(path, format_):
    text = word_text(committed(path, format_))
    report = manuscript.load(path)
    lost = [
        block.line
        for block, run_in in report.joined()
        if checks.squeeze(counted_by_word(report, run_in or block.text)) not in text
        or (block.kind == "paragraph" and text.count(checks.squeeze(block.text)) != times(report, block))
    ]
    assert lost == []


def times(report, block):
    return "".join(checks.squeeze(one.text) for one in report.blocks).count(checks.squeeze(block.text))


def counted_by_word(report, text):
    """A heading without the ordinal that Word may print."""
    return re.sub("^(（[一二三四五六七八九十]）|[一二三四五六七八九十]、)", "", text)


def main_part(package):
    with zipfile.ZipFile(io.BytesIO(package)) as entries:
        return entries.read("word/document.xml").decode("utf-8")


def word_text(package):
    """Text as Word shows it: without what was taken out, boxes read once."""
    markup = re.sub(r"<mc:Fallback>.*?</mc:Fallback>", "", main_part(package), flags=re.DOTALL)
    texts = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", markup)
    return checks.squeeze("".join(texts).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))


def streams(pdf):
    """The streams of a reportlab file, unpacked, since compression differs between systems."""
    unpacked = []
    for filters, raw in re.findall(rb"/Filter \[([^]]*)\].{0,80}?stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        if b"/ASCII85Decode" in filters:
            raw = base64.a85decode(raw.strip().removesuffix(b"~>"))
        unpacked.append(zlib.decompress(raw))
    return unpacked


@pytest.mark.parametrize(
    ("table_id", "layout", "rows", "columns", "values"),
    [
        ("t2_art20_1", "gb2021", 3, 4, 6),
        ("t2_art20_5", "gb2019", 3, 4, 6),
        ("t3_applications", "gb2021", 28, 10, 175),
        ("t3_applications", "gb2019", 26, 10, 161),
        ("t4_review_litigation", "gb2021", 4, 15, 15),
        ("s2014_statistics", "stat2014", 59, 5, 58),
    ],
)
def test_grids_have_no_holes(table_id, layout, rows, columns, values):
    form = forms.forms()[table_id, layout]
    table = forms.Table(form, form.columns, tuple(("0",) * len(form.columns) for _ in form.rows))
    grid = forms.grid_of(table)
    covered = [
        (item.row + down, item.column + across)
        for item in forms.place(grid)
        for down in range(item.cell.down)
        for across in range(item.cell.across)
    ]
    assert sorted(covered) == [(row, column) for row in range(rows) for column in range(columns)]
    assert sum(cell.kind == "value" for row in grid for cell in row) == values
