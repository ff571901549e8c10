import io
import json
import warnings
from pathlib import Path

import matplotlib
import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from textkit._resources import data_lines, data_text, package_path
from textkit.show import chinese_fonts
from textkit.show._fonts import BUNDLED_FAMILY, BUNDLED_FONT, SIGNS_FAMILY, font_families

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold"
KNOWLEDGE = (
    "agencies.toml",
    "indicators.toml",
    "lexicon.txt",
    "not_quantities.toml",
    "places.tsv",
    "sections.toml",
    "tables.toml",
    "units.toml",
)


@pytest.fixture(scope="module")
def bundled():
    return {chr(code) for code in FT2Font(str(package_path(BUNDLED_FONT))).get_charmap()}


def printed(text):
    return {sign for sign in text if sign.isprintable()}


def place_names():
    return [line.split("\t")[1] for line in data_lines("places.tsv")[1:]]


def sample_agencies():
    facts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.json"))]
    return sorted({fact["identity"]["agency"] for fact in facts if fact["identity"].get("agency")})


def warnings_of_drawing(text, suffix="png"):
    with chinese_fonts():
        figure = Figure()
        figure.text(0, 0, text)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        figure.savefig(io.BytesIO(), format=suffix)
    return [str(one.message) for one in caught if "Glyph" in str(one.message)]


def test_the_font_file_loads():
    font = FT2Font(str(package_path(BUNDLED_FONT)))
    assert (font.family_name, font.style_name) == (BUNDLED_FAMILY, "Regular")
    assert font.num_glyphs > 7500


def test_the_licence_lies_beside_the_font():
    licence = package_path(BUNDLED_FONT).with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Adobe" in licence


@pytest.mark.parametrize("name", KNOWLEDGE)
def test_the_font_holds_every_character_of_the_data(bundled, name):
    assert printed(data_text(name)) - bundled == set()


def test_the_font_holds_gb2312(bundled):
    rows, cells = range(0xB0, 0xF8), range(0xA1, 0xFF)
    han = "".join(bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells)
    assert len(han) == 6763
    assert set(han) - bundled == set()


def test_the_font_holds_minus_digits_and_signs_of_numbers(bundled):
    assert set("−-+0123456789.,%‰×±·–—…“”‘’（）《》〔〕①②③") - bundled == set()


def test_the_font_holds_radicals_and_common_traditional_forms(bundled):
    rows = [line.split("\t") for line in data_lines("characters.tsv")]
    radicals = {before for before, _, why in rows if why == "radical" and "⼀" <= before <= "⿕"}
    assert len(radicals) > 200
    assert radicals - bundled == set()
    assert set("縣鄉鎮區廳辦處會員務監督檔應國稅劃環財農業衛與興廣東遼寧灣") - bundled == set()


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_every_place_and_sample_agency_shows(suffix):
    names = place_names() + sample_agencies()
    assert len(names) > 3000
    assert warnings_of_drawing("".join(sorted(set("".join(names)))), suffix) == []


def test_a_character_of_no_font_is_told():
    # The other tests would pass if nothing were ever told.
    assert warnings_of_drawing("\U0010fffd")


def test_settings_are_as_before():
    before = dict(matplotlib.rcParams)
    with chinese_fonts():
        assert matplotlib.rcParams["font.family"][:2] == [BUNDLED_FAMILY, SIGNS_FAMILY]
    assert dict(matplotlib.rcParams) == before


def test_settings_are_as_before_after_an_error():
    before = dict(matplotlib.rcParams)
    with pytest.raises(RuntimeError), chinese_fonts():
        raise RuntimeError
    assert dict(matplotlib.rcParams) == before


def test_text_made_inside_keeps_its_font():
    with chinese_fonts():
        title = Figure().suptitle("依申请公开")
    assert title.get_fontname() == BUNDLED_FAMILY


def test_the_font_is_registered_once():
    font_families()
    font_families()
    assert [entry.name for entry in font_manager.fontManager.ttflist].count(BUNDLED_FAMILY) == 1


def test_every_family_named_is_installed():
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    assert set(font_families()) - installed == set()
