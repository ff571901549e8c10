"""The gazetteer is consistent, known names resolve, invented and ambiguous ones do not."""

from itertools import pairwise

import pytest

from textkit._resources import data_lines
from textkit.statute.places import GENERIC, Place, find_places, lineage, match_prefix, place

HEADER = "code\tname\tlevel\tparent\tvalid_from\tvalid_to\tsuccessors"
LINES = data_lines("places.tsv")
ROWS = [line.split("\t") for line in LINES[1:]]
CODES = {row[0] for row in ROWS}
YEARS = range(2008, 2026)
# Not in the Ministry's list: 行政委员会 and districts of 大兴安岭地区, offices of the sea islands.
UNLISTED = {
    "232761",
    "232762",
    "232763",
    "232764",
    "632857",
    "632858",
    "632859",
    "469031",
    "469032",
    "469033",
}


def years(row):
    return int(row[4] or 0), int(row[5] or 9999)


def in_force(row, year):
    first, last = years(row)
    return first <= year < last


def names(match):
    parts = (match.province, match.city, match.county)
    return tuple(part.name if part else None for part in parts)


def full_name(item, year):
    parts = lineage(item, year=year)
    return "".join(part.name for part in parts if part)


def counties(year):
    rows = [row for row in ROWS if row[2] == "county" and in_force(row, year)]
    return [place(row[0], year=year) for row in rows]


# The table.


def test_header_and_width():
    assert LINES[0] == HEADER
    assert {len(row) for row in ROWS} == {7}


def test_levels_are_known():
    assert {row[2] for row in ROWS} == {"province", "city", "county", "zone"}


def test_rows_are_sorted():
    keys = [(row[0], years(row)[0]) for row in ROWS]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


def test_a_code_has_one_name_at_a_time():
    clashes = [
        (earlier, later)
        for earlier, later in pairwise(ROWS)
        if earlier[0] == later[0] and years(earlier)[1] != years(later)[0]
    ]
    assert clashes == []


def test_years_run_forward():
    assert [row for row in ROWS if years(row)[0] > years(row)[1]] == []


def test_parents_exist_and_only_provinces_have_none():
    assert [row for row in ROWS if (row[3] == "") != (row[2] == "province")] == []
    assert [row for row in ROWS if row[3] and row[3] not in CODES] == []


def test_parents_are_of_a_higher_level():
    level = {row[0]: row[2] for row in ROWS}
    allowed = {
        "city": {"province"},
        "county": {"province", "city"},
        "zone": {"province", "city", "county", "zone"},
    }
    assert [row for row in ROWS if row[3] and level[row[3]] not in allowed[row[2]]] == []


def test_parent_is_in_force_as_long_as_its_counties():
    def held(row, year):
        return any(other[0] == row[3] and in_force(other, year) for other in ROWS)

    late = [row for row in ROWS if row[2] == "county" and row[3] and not held(row, max(2008, years(row)[0]))]
    assert late == []


def test_what_ended_has_successors_and_only_that():
    assert [row for row in ROWS if bool(row[5]) != bool(row[6])] == []
    assert [row for row in ROWS if row[6] and not set(row[6].split(",")) <= CODES] == []


def test_successors_are_in_force_when_the_place_ends():
    gone = [
        (row, code)
        for row in ROWS
        if row[6]
        for code in row[6].split(",")
        if not place(code, year=int(row[5]))
    ]
    assert gone == []


# China Statistical Yearbook, table 1-1, ends of 2007 (nothing changed in 2008) and of 2011.
@pytest.mark.parametrize(("year", "cities", "county_level"), [(2008, 333, 2859), (2011, 332, 2853)])
def test_numbers_of_divisions_are_the_published_ones(year, cities, county_level):
    listed = [row for row in ROWS if in_force(row, year) and row[0] not in UNLISTED]
    assert sum(row[2] == "province" for row in listed) == 34
    assert sum(row[2] == "city" for row in listed) == cities
    assert sum(row[2] == "county" for row in listed) == county_level


@pytest.mark.parametrize(
    ("province", "county_level"),
    [
        *[("11", 16), ("12", 16), ("13", 172), ("14", 119), ("15", 101), ("21", 100), ("22", 60)],
        *[("23", 128), ("31", 17), ("32", 104), ("33", 90), ("34", 105), ("35", 85), ("36", 100)],
        *[("37", 140), ("41", 159), ("42", 103), ("43", 122), ("44", 121), ("45", 109), ("46", 20)],
    ],
)
def test_numbers_by_province_are_the_published_ones_of_2011(province, county_level):
    listed = [row for row in ROWS if in_force(row, 2011) and row[0] not in UNLISTED and row[2] == "county"]
    assert sum(row[0].startswith(province) for row in listed) == county_level


# By name and by code.


@pytest.mark.parametrize(
    ("old", "new", "code", "year"),
    [
        ("洪泽县", "洪泽区", "320813", 2016),
        ("崇文区", "东城区", "110101", 2010),
        ("塘沽区", "滨海新区", "120116", 2009),
        ("襄樊市", "襄阳市", "420600", 2010),
        ("莱城区", "莱芜区", "370116", 2018),
        ("苍山县", "兰陵县", "371324", 2014),
        ("茫崖行政委员会", "茫崖市", "632803", 2018),
        ("会理县", "会理市", "513402", 2021),
    ],
)
def test_former_and_later_name(old, new, code, year):
    (former,) = find_places(old)
    assert (former.valid_to, former.successors[0]) == (year, code)
    assert place(code, year=year).name == new
    assert place(code, year=year) in find_places(new, year=year + 1)


def test_names_of_the_year_come_first():
    assert [item.code for item in find_places("寿县", year=2012)] == ["341521", "340422"]
    assert [item.code for item in find_places("寿县", year=2022)] == ["340422", "341521"]
    assert [item.code for item in find_places("寿县")] == ["340422", "341521"]


def test_name_out_of_its_time_is_still_found():
    assert find_places("洪泽县", year=2023)[0].code == "320829"
    assert find_places("洪泽区", year=2012)[0].code == "320813"


@pytest.mark.parametrize("name", ["", "青澜县", "洪泽", "区", "东海", "浙江省乐清市"])
def test_no_place_has_this_full_name(name):
    assert find_places(name) == ()


def test_place_by_code_and_year():
    assert place("130602").name == "竞秀区"
    assert place("130602", year=2014).name == "新市区"
    assert place("320829", year=2020) is None
    assert place("999999") is None


def test_lineage_of_former_place_is_of_its_own_time():
    assert [item.name for item in lineage(find_places("襄阳区")[0])] == ["湖北省", "襄樊市", "襄阳区"]
    assert [item.name for item in lineage(place("420625"))] == ["湖北省", "襄阳市", "谷城县"]
    assert [item.name for item in lineage(place("420625"), year=2009)] == ["湖北省", "襄樊市", "谷城县"]


def test_lineage_of_a_zone_is_its_host():
    (zone,) = find_places("平潭综合实验区")
    assert zone.level == "zone"
    assert [item.code for item in lineage(zone)] == ["350000", "350100", "350128"]


# At the beginning of a text.


@pytest.mark.parametrize(
    ("text", "expected", "end"),
    [
        ("浙江省温州市乐清市教育局", ("浙江省", "温州市", "乐清市"), 9),
        ("浙江省乐清市教育局", ("浙江省", "温州市", "乐清市"), 6),
        ("温州市乐清市教育局", ("浙江省", "温州市", "乐清市"), 6),
        ("乐清市教育局", ("浙江省", "温州市", "乐清市"), 3),
        ("上海市浦东新区卫生健康委员会", ("上海市", None, "浦东新区"), 7),
        ("浦东新区卫生健康委员会", ("上海市", None, "浦东新区"), 4),
        ("恩施土家族苗族自治州财政局", ("湖北省", "恩施土家族苗族自治州", None), 10),
        ("内蒙古自治区", ("内蒙古自治区", None, None), 6),
        ("广西壮族自治区人民政府", ("广西壮族自治区", None, None), 7),
        ("新疆维吾尔自治区审计厅", ("新疆维吾尔自治区", None, None), 8),
        ("杭州市税务局", ("浙江省", "杭州市", None), 3),
        ("济源市公安局", ("河南省", None, "济源市"), 3),
        ("湖北省仙桃市财政局", ("湖北省", None, "仙桃市"), 6),
        ("石河子市", ("新疆维吾尔自治区", None, "石河子市"), 4),
        ("东莞市统计局", ("广东省", "东莞市", None), 3),
        ("朝阳市朝阳县民政局", ("辽宁省", "朝阳市", "朝阳县"), 6),
        ("乐山市市中区水务局", ("四川省", "乐山市", "市中区"), 6),
        ("吉林省吉林市", ("吉林省", "吉林市", None), 6),
        ("北京市朝阳区", ("北京市", None, "朝阳区"), 6),
        ("福建省鼓楼区", ("福建省", "福州市", "鼓楼区"), 6),
        ("江北区应急管理局", (None, None, None), 3),
    ],
)
def test_places_at_the_start(text, expected, end):
    match = match_prefix(text)
    assert (names(match), match.end) == (expected, end)


@pytest.mark.parametrize("name", ["鼓楼区", "朝阳区", "新华区", "城关区", "江北区", "通州区"])
def test_name_of_several_places_is_left_open(name):
    match = match_prefix(name + "教育局")
    assert match.ambiguous
    assert (match.province, match.city, match.county, match.end) == (None, None, None, 3)
    assert len(match.candidates) > 1
    assert {item.name for item in match.candidates} == {name}


def test_what_the_candidates_share_is_known():
    match = match_prefix("桥西区司法局", year=2012)
    assert match.ambiguous
    assert names(match) == ("河北省", None, None)


@pytest.mark.parametrize("name", sorted(GENERIC))
def test_general_name_needs_its_city(name):
    match = match_prefix(name + "管理局")
    assert match.ambiguous
    assert names(match) == (None, None, None)


def test_general_name_after_its_province_only():
    assert names(match_prefix("山西省矿区")) == ("山西省", None, None)
    assert names(match_prefix("阳泉市矿区")) == ("山西省", "阳泉市", "矿区")


def test_abolished_general_name_is_not_read_later():
    assert names(match_prefix("大同市城区", year=2015)) == ("山西省", "大同市", "城区")
    assert match_prefix("大同市城区", year=2022).end == 3


@pytest.mark.parametrize(
    "text",
    ["", "区", "青澜县水利局", "教育局", "第一师范学校", "国家税务总局杭州市税务局", "杭州教育局", "内蒙古"],
)
def test_no_place_at_the_start(text):
    assert match_prefix(text) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [("浙江省朝阳区", 3), ("江苏省杭州市", 3), ("温州市西湖区", 3), ("乐清市温州市", 3), ("杭州市杭州市", 3)],
)
def test_a_name_that_does_not_lie_within_is_not_read(text, end):
    match = match_prefix(text)
    assert match.end == end
    assert [item.name for item in match.candidates] == [text[:end]]


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [
        ("寿县", 2012, "341521"),
        ("寿县", 2020, "340422"),
        ("寿县", None, "340422"),
        ("巢湖市", 2009, "341400"),
        ("巢湖市", 2015, "340181"),
        ("铜仁市", 2008, "522201"),
        ("铜仁市", 2016, "520600"),
        ("铜仁市", None, "520600"),
        ("三元区", 2021, "350404"),
        ("新市区", 2020, "650104"),
        ("洪泽县", 2012, "320829"),
        ("洪泽县", 2023, "320829"),
        ("洪泽区", 2012, "320813"),
        ("两江新区", 2018, "Z001"),
        ("两江新区", 2025, "500157"),
    ],
)
def test_year_chooses_among_places_of_one_name(name, year, code):
    match = match_prefix(name + "教育局", year=year)
    assert not match.ambiguous
    assert [item.code for item in match.candidates] == [code]


def test_the_name_in_the_text_is_kept():
    assert names(match_prefix("襄樊市谷城县")) == ("湖北省", "襄樊市", "谷城县")


@pytest.mark.parametrize(
    ("text", "zone", "expected", "end"),
    [
        ("平潭综合实验区财政局", "Z018", ("福建省", "福州市", "平潭县"), 7),
        ("福建省平潭综合实验区", "Z018", ("福建省", "福州市", "平潭县"), 10),
        ("河北雄安新区管理委员会", "Z017", ("河北省", None, None), 6),
        ("雄安新区", "Z017", ("河北省", None, None), 4),
        ("南京江北新区", "Z011", ("江苏省", "南京市", None), 6),
        ("兰州新区", "Z003", ("甘肃省", "兰州市", None), 4),
        ("新疆生产建设兵团", "Z100", ("新疆维吾尔自治区", None, None), 8),
        ("新疆生产建设兵团第十二师", "Z112", ("新疆维吾尔自治区", None, None), 12),
        ("第八师石河子市教育局", "Z108", ("新疆维吾尔自治区", None, "石河子市"), 7),
    ],
)
def test_zones(text, zone, expected, end):
    match = match_prefix(text)
    assert (match.zone.code, names(match), match.end) == (zone, expected, end)


@pytest.mark.parametrize(
    ("text", "expected", "end"),
    [
        ("上海教育局", ("上海市", None, None), 2),
        ("内蒙古", ("内蒙古自治区", None, None), 3),
        ("杭州西湖区", ("浙江省", "杭州市", "西湖区"), 5),
        ("杭州市", ("浙江省", "杭州市", None), 3),
        ("恩施州财政局", ("湖北省", "恩施土家族苗族自治州", None), 3),
        ("海南", ("海南省", None, None), 2),
        ("海南州", ("青海省", "海南藏族自治州", None), 3),
        ("长白县", ("吉林省", "白山市", "长白朝鲜族自治县"), 3),
        ("双江县", ("云南省", "临沧市", "双江拉祜族佤族布朗族傣族自治县"), 3),
    ],
)
def test_short_names_on_request_only(text, expected, end):
    match = match_prefix(text, allow_short=True)
    assert (names(match), match.end) == (expected, end)
    longer = match_prefix(text)
    assert longer is None or longer.end == 3


def test_short_name_of_province_and_city_is_left_open():
    match = match_prefix("吉林", allow_short=True)
    assert match.ambiguous
    assert names(match) == ("吉林省", None, None)


@pytest.mark.parametrize("year", [2008, 2012, 2016, 2020, 2023, 2025])
def test_every_county_comes_back_from_its_full_name(year):
    lost = []
    for item in counties(year):
        text = full_name(item, year)
        match = match_prefix(text + "教育局", year=year)
        if match is None or match.ambiguous or (match.county, match.end) != (item, len(text)):
            lost.append(text)
    assert lost == []


def test_every_county_of_today_comes_back_without_a_year():
    open_ = [item for item in counties(2025) if match_prefix(full_name(item, None)).county != item]
    assert open_ == []


@pytest.mark.parametrize("allow_short", [False, True])
def test_what_was_read_never_exceeds_the_text(allow_short):
    texts = [row[1][:length] for row in ROWS for length in range(len(row[1]) + 1)]
    matches = [(text, match_prefix(text, allow_short=allow_short)) for text in texts]
    assert [text for text, match in matches if match and not 2 <= match.end <= len(text)] == []


def test_places_are_values():
    assert place("320829") == Place("320829", "洪泽县", "county", "320800", None, 2016, ("320813",))
    assert place("320829").in_force(2016)
    assert not place("320829").in_force(2017)
