"""Who reports on which year, in the variants of titles and introductions; every text is written for these tests."""

from datetime import date

import pytest

import textkit as tk

BODY = "\n一、总体情况\n全年抓好公开。\n二、主动公开政府信息情况\n未制发规范性文件。\n五、存在的主要问题及改进情况\n解读少。\n六、其他需要报告的事项\n无。\n"


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("2022年度石坝镇政府信息公开工作年度报告", "石坝镇", 2022),
        ("石坝镇人民政府\n2022年政府信息公开工作年度报告", "石坝镇人民政府", 2022),
        (
            "云坪市人民政府2022年\n政府信息公开工作年度报告\n云坪市人民政府办公室\n2023年3月",
            "云坪市人民政府",
            2022,
        ),
        ("云坪市教育局政府信息公开工作2022年度报告", "云坪市教育局", 2022),
        ("云坪市教育局政府信息公开工作年度报告（2022年）", "云坪市教育局", 2022),
        ("云坪市教育局关于2022年政府信息公开工作情况的报告", "云坪市教育局", 2022),
        ("云坪市教育局2022年政府信息公开年报", "云坪市教育局", 2022),
        ("云坪市教育局二〇二二年政府信息公开工作年度报告", "云坪市教育局", 2022),
        ("２０２２年云坪市教育局政府信息公开工作年度报告", "云坪市教育局", 2022),
        (
            "首页 政务公开 云坪市教育局2022年政府信息公开工作年度报告 云坪市教育局2022年政府信息公开工作年度报告",
            "云坪市教育局",
            2022,
        ),
    ],
)
def test_titles(title, agency, year):
    report = tk.read_text(title + BODY)
    assert (report.agency, report.year, report.is_report) == (agency, year, True)


@pytest.mark.parametrize(
    "second",
    [
        "编制本报告的依据是《条例》。",
        "和往年一样，我局按时编制。",
        "评议结果附后。",
        "工作开展如下。",
        "解读材料另附。",
    ],
)
def test_the_paragraph_behind_a_title_is_none_of_it(second):
    report = tk.read_text(f"青澜县水利局2022年政府信息公开工作年度报告\n{second}{BODY}")
    assert (report.agency, report.year) == ("青澜县水利局", 2022)


@pytest.mark.parametrize("more", ["编制要求", "解读", "评议结果", "和指南"])
def test_what_is_about_reports_is_no_title(more):
    report = tk.read_text(f"青澜县水利局2022年政府信息公开工作年度报告{more}{BODY}")
    assert report.title is None


@pytest.mark.parametrize("organ", ["供销合作社联合社", "供销社", "残疾人联合会"])
def test_associations_are_named_in_full(organ):
    text = f"青澜县{organ}2022年政府信息公开工作年度报告\n如有疑问请与青澜县{organ}办公室联系。{BODY}"
    assert tk.read_text(text).agency == f"青澜县{organ}"


def test_agency_from_the_signature():
    report = tk.read_text(f"2022年政府信息公开工作年度报告{BODY}云坪市教育局\n2023年1月9日")
    assert (report.agency, report.published) == ("云坪市教育局", date(2023, 1, 9))


def test_agency_from_the_introduction():
    report = tk.read_text(
        f"政府信息公开工作年度报告\n本报告由云坪市教育局编制，统计期限为2022年1月1日至2022年12月31日。{BODY}"
    )
    assert (report.agency, report.year) == ("云坪市教育局", 2022)


def test_a_short_name_is_completed_by_the_signature():
    report = tk.read_text(f"教育局2022年政府信息公开工作年度报告{BODY}云坪市教育局\n2023年1月9日")
    assert report.agency == "云坪市教育局"


def test_an_unknown_place_stays_unknown():
    report = tk.read_text(f"云坪市教育局2022年政府信息公开工作年度报告{BODY}")
    assert (report.region, report.province, report.city, report.county, report.region_code) == (
        "云坪市",
        None,
        None,
        None,
        None,
    )


def test_a_known_place():
    report = tk.read_text(f"温州市乐清市教育局2022年政府信息公开工作年度报告{BODY}")
    assert (report.province, report.city, report.county, report.region_code, report.level) == (
        "浙江省", "温州市", "乐清市", "330382", "county",
    )  # fmt: skip


def test_a_former_name_in_its_year():
    report = tk.read_text(f"洪泽县水利局2012年政府信息公开工作年度报告{BODY}")
    assert (report.county, report.city) == ("洪泽县", "淮安市")


def test_a_name_of_several_places_is_left_open():
    report = tk.read_text(f"鼓楼区教育局2022年政府信息公开工作年度报告{BODY}")
    assert report.county is None
    assert [warning.code for warning in report.warnings] == ["place_ambiguous"]


def test_the_province_settles_it():
    report = tk.read_text(
        f"鼓楼区教育局2022年政府信息公开工作年度报告\n根据《福建省政府信息公开办法》编制。{BODY}"
    )
    assert (report.province, report.county) == ("福建省", "鼓楼区")


@pytest.mark.parametrize(
    ("agency", "level"),
    [
        ("教育部", "national"),
        ("国家发展和改革委员会", "national"),
        ("海关总署", "national"),
        ("中华人民共和国云坪海关", None),
        ("国家税务总局温州市税务局", "city"),
        ("浙江省水利厅", "province"),
        ("乐清市柳市镇人民政府", "township"),
        ("云坪市教育局", None),
    ],
)
def test_levels(agency, level):
    assert tk.read_text(f"{agency}2022年政府信息公开工作年度报告{BODY}").level == level


@pytest.mark.parametrize(
    "printed",
    [
        "统计期限自2022年1月1日起至2022年12月31日止",
        "统计期限为2022年1月1日到12月31日",
        "统计时限为2022年1月1日—2022年12月31日",
        "数据从2022年1月1日起算，到2022年12月31日止",
        "统计期限自二〇二二年一月一日至二〇二二年十二月三十一日",
        "统计期限为 2022 年 1 月 1 日至 2022 年 12\n月 31 日",
    ],
)
def test_periods(printed):
    report = tk.read_text(f"云坪市教育局2022年政府信息公开工作年度报告\n本报告{printed}。{BODY}")
    assert report.period == (date(2022, 1, 1), date(2022, 12, 31))


def test_a_malformed_period_is_said_to_be_so():
    report = tk.read_text(
        f"云坪市教育局2018年政府信息公开工作年度报告\n统计期限为2018年11日至2018年1231日。{BODY}"
    )
    assert report.period is None
    assert "period_malformed" in [warning.code for warning in report.warnings]


def test_the_year_of_the_title_and_of_the_period_differ():
    report = tk.read_text(
        f"云坪市教育局2022年政府信息公开工作年度报告\n统计期限为2021年1月1日至2021年12月31日。{BODY}"
    )
    assert report.year == 2022
    assert "year_differs" in [warning.code for warning in report.warnings]


def test_the_year_of_publication_is_not_the_report_year():
    report = tk.read_text(
        f"发布时间：2023-01-18\n云坪市教育局政府信息公开工作年度报告\n统计期限为2022年1月1日至2022年12月31日。{BODY}"
    )
    assert (report.year, report.published) == (2022, date(2023, 1, 18))


def test_evidence_stands_in_the_text():
    report = tk.read_text(
        f"云坪市教育局2022年政府信息公开工作年度报告\n统计期限为2022年1月1日至2022年12月31日。{BODY}"
    )
    assert set(report.evidence) >= {"title", "agency", "year", "period"}
    assert all(report.text[e.start : e.end] == e.text for e in report.evidence.values())


@pytest.mark.parametrize(
    "text",
    [
        "云坪市政府工作报告\n各位代表：现在，我代表市人民政府向大会报告工作。\n一、2022年工作回顾\n经济平稳。政务公开得到加强。",
        "关于做好2022年政府信息公开工作年度报告编制工作的通知\n各单位：请于1月20日前报送。报告应包括总体情况等六部分。",
        "云坪市教育局政府信息公开指南\n一、公开内容\n主动公开的范围见目录。\n二、申请方式\n可当面提出。",
        "云坪市教育局2022年法治政府建设年度报告\n一、总体情况\n推进依法行政。\n二、存在的问题\n培训少。",
        "今天天气很好。",
    ],
)
def test_texts_of_another_genre(text):
    report = tk.read_text(text)
    assert not report.is_report
    assert "not_a_report" in [warning.code for warning in report.warnings]


def test_a_name_that_begins_with_ben():
    assert tk.read_text(f"本溪市教育局2022年政府信息公开工作年度报告{BODY}").agency == "本溪市教育局"


def test_the_file_name_comes_last():
    untitled = BODY.encode()
    report = tk.read(untitled, filename="云坪市教育局2022年政府信息公开工作年度报告.txt")
    assert (report.agency, report.year, report.evidence["agency"].source) == (
        "云坪市教育局",
        2022,
        "file name",
    )


def test_an_ambiguous_place_has_no_level():
    report = tk.read_text(f"桥西区教育局2022年政府信息公开工作年度报告{BODY}")
    assert (report.level, report.region_code, report.agency_id) == (None, None, ":桥西区教育局")
