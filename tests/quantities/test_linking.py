"""What numbers count, and of which whole, time and place they are."""

from decimal import Decimal
from itertools import pairwise

import pytest

import textkit as tk


def links(text, *fields):
    return [tuple(getattr(found, field) for field in fields) for found in tk.find_quantities(text)]


def written(text, span):
    return text[slice(*span)] if span else None


def test_the_word_nearest_to_the_number_decides():
    text = "发布政策解读12篇，举办培训班3期，召开新闻发布会2场。"
    assert links(text, "indicator") == [("interpretation",), ("training",), ("press.conferences",)]


def test_the_thing_may_stand_behind_the_number():
    assert links("全年召开4次推进会，推送35条微信信息。", "indicator") == [("meeting",), ("wechat.items",)]


def test_a_number_of_nothing_known_has_no_indicator():
    assert links("新修农村公路12.6公里，发放惠民补贴347.8万元。", "indicator") == [(None,), (None,)]


def test_a_bare_verb_is_understood_by_its_topic():
    assert links("收到政府信息公开申请18件，答复17件。", "indicator") == [("app.received",), ("app.replied",)]
    assert links("收到领导信箱来信18件，答复17件。", "indicator") == [("messages.handled",)] * 2


def test_the_section_gives_the_topic_where_the_sentence_does_not():
    report = tk.read_text("一、总体情况\n（二）依申请公开。\n全年答复12件。\n")
    assert [found.indicator for found in report.quantities] == ["app.replied"]


def test_parts_of_a_whole():
    text = "收到政府信息公开申请20件，其中网络申请12件、信函申请8件，答复19件。"
    found = tk.find_quantities(text)
    assert [written(text, one.whole) for one in found] == [None, "20件", "20件", None]
    assert [one.channel for one in found] == [None, "网络", "信函", None]


def test_parts_in_the_next_sentence_have_their_whole_in_the_one_before():
    text = "全年公开政府信息90条。其中，公文类60条，动态类30条。"
    found = tk.find_quantities(text)
    assert [written(text, one.whole) for one in found] == [None, "90条", "90条"]
    assert [one.indicator for one in found] == [
        "disclosure.total",
        "disclosure.by_type",
        "disclosure.by_type",
    ]


def test_kinds_listed_behind_a_total_without_an_opener():
    text = "全年向镇网站供稿81条，农业生产46条，民俗活动20条，河道管理15条，信箱留言30条。"
    assert links(text, "indicator") == [
        ("website.items",),
        *[("disclosure.by_type",)] * 3,
        ("messages.handled",),
    ]


def test_other_work_in_the_sentence_is_no_part_of_what_was_disclosed():
    text = "公开政府信息60条，其中公告22条，动态38条；镇长信箱收到留言9条；公众号推送信息212条。"
    found = tk.find_quantities(text)
    assert [one.indicator for one in found][-2:] == ["messages.handled", "wechat.items"]
    assert [written(text, one.whole) for one in found] == [None, "60条", "60条", None, None]


def test_more_than_the_whole_stays_a_part_where_words_say_so():
    text = "公开政府信息60条，其中通过网站公开75条。"
    assert [written(text, one.whole) for one in tk.find_quantities(text)] == [None, "60条"]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("收到依申请公开信件17件，余下1件转2024年继续办理。", ["app.received", "app.carried_out"]),
        (
            "收到信息公开申请4项，其中予以公开3项，信息不存在1项。",
            ["app.received", "outcome.granted", "outcome.unable"],
        ),
        ("公开申请量同比减少3件，合计21件。", ["yoy", "app.received"]),
        ("答复申请30件，其中予以公开和部分公开的19件。", ["app.replied", None]),
        ("尚未审结的行政复议3件、行政诉讼2件。", ["review.pending", "suit.pending"]),
        ("公布渔业补贴信息45条，汇编国家和省规章19部。", ["disclosure.by_type", None]),
        ("受理公民、法人申请信息公开事项8件次。", ["app.received"]),
        ("在县政务网公开信息390条。", ["website.items"]),
    ],
)
def test_wording_of_departments(text, indicators):
    assert links(text, "indicator") == [(one,) for one in indicators]


def test_a_bracket_opens_parts_and_closes_them():
    text = "办结46件（予以公开20件、部分公开26件），结转下年度2件。"
    found = tk.find_quantities(text)
    assert [written(text, one.whole) for one in found] == [None, "46件", "46件", None]
    assert found[-1].indicator == "app.carried_out"


def test_a_total_behind_its_parts():
    text = "公文类信息127条、非公文类信息56条，合计公开183条。"
    assert [written(text, one.whole) for one in tk.find_quantities(text)] == ["183条", "183条", None]


def test_things_and_numbers_listed_apart():
    text = "行政复议、行政诉讼分别为3件、5件。"
    assert links(text, "indicator", "object") == [("review.total", "行政复议"), ("suit.total", "行政诉讼")]


def test_one_number_for_each_of_two_things():
    assert links("规章、规范性文件各3件。", "each", "value") == [(2, Decimal(3))]


def test_changes():
    text = "收到申请30件，同比增长20%；培训5次，较上年减少2次。"
    found = tk.find_quantities(text)
    assert [one.comparison and one.comparison.direction for one in found] == [None, "up", None, "down"]
    assert [one.indicator for one in found] == ["app.received", "yoy", "training", "yoy"]
    assert [written(text, one.about) for one in found] == [None, "30件", None, "5次"]


def test_what_was_reached_is_no_change():
    (found,) = tk.find_quantities("公开信息增至1305条。")
    assert found.comparison is None


def test_shares_listed_in_the_order_of_their_parts():
    text = "网站、微信分别公开960条、340条，占比依次为73.8%、26.2%。"
    found = tk.find_quantities(text)
    assert [written(text, one.about) for one in found] == [None, None, "960条", "340条"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("全年公开信息12条。", "year"),
        ("自2008年《条例》施行以来，累计公开信息12条。", "cumulative"),
        ("截至2023年12月31日，公开信息12条。", "as_of"),
        ("明年将组织培训12次。", "plan"),
        ("去年全年公开信息12条。", "previous_year"),
        ("公开信息12条。", None),
    ],
)
def test_periods(text, period):
    assert links(text, "period") == [(period,)]


def test_last_year_in_a_bracket_ends_with_it():
    assert links("公开信息12条（上年为9条），推送微信30条。", "period")[-1] == (None,)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("我局收到申请12件。", "self"),
        ("全县收到申请12件。", "area"),
        ("青澜县民政局共受理申请12件。", "unit"),
    ],
)
def test_scopes(text, scope):
    assert links(text, "scope") == [(scope,)]


def test_the_organ_that_reports_is_no_other_unit():
    report = tk.read_text(
        "青澜县民政局2023年政府信息公开工作年度报告\n一、总体情况\n青澜县民政局共受理申请12件。\n"
    )
    assert report.agency == "青澜县民政局"
    assert report.quantities[-1].scope == "self"


ZEROS = [
    ("未收到政府信息公开申请。", ["app.received"]),
    ("全年无行政复议、行政诉讼。", ["review.total", "suit.total"]),
    ("没有因信息公开申请提起行政复议。", ["review.total"]),
    ("行政复议、行政诉讼均为0。", ["review.total", "suit.total"]),
    ("未收取信息处理费。", ["fee.processing"]),
    ("未发生责任追究情况。", ["accountability"]),
    ("确保不发生行政复议。", []),
    ("力争复议零纠错。", []),
    ("无障碍浏览申请已上线。", []),
    ("没有及时更新栏目。", []),
    ("行政复议0件。", []),
    ("本局无其他需要报告的事项。", []),
    ("未收到申请人的补正材料。", []),
    ("未发生1起行政复议案件。", ["review.total"]),
    ("目前无结转下年度的申请。", ["app.carried_out"]),
    ("无逾期申请。", ["app.overdue"]),
    ("并非没有收到申请。", []),
    ("对未收到申请的单位也提出要求。", []),
    ("没有因不予公开引起的行政复议。", ["review.total"]),
    ("行政复议：无；行政诉讼：无。", ["review.total", "suit.total"]),
    ("行政复议、行政诉讼均为零败诉。", ["suit.corrected"]),
]


@pytest.mark.parametrize(("text", "indicators"), ZEROS, ids=[text for text, _ in ZEROS])
def test_statements_of_zero(text, indicators):
    found = [one for one in tk.find_quantities(text) if one.stated == "statement"]
    assert [one.indicator for one in found] == indicators
    assert all(one.value == 0 and one.text == text[one.start : one.end] for one in found)


def test_a_statement_of_zero_has_its_time_and_place():
    found = tk.find_quantities("上年未发生行政复议，下属单位均未收到申请。")
    assert [(one.period, one.scope) for one in found] == [("previous_year", None), ("previous_year", "unit")]


def test_a_year_named_is_held_against_the_year_of_the_report():
    text = (
        "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n2022年收到申请8件，2023年收到申请6件。\n"
    )
    report = tk.read_text(text)
    assert [one.period for one in report.quantities] == ["previous_year", "year"]


def test_from_one_number_to_another():
    text = "收到申请由120件增至156件。"
    assert [one.period for one in tk.find_quantities(text)] == ["previous_year", None]


def test_brackets_in_brackets():
    text = "办结46件（予以公开20件（含网站12件）、部分公开26件），其中网络申请30件。"
    found = tk.find_quantities(text)
    assert [written(text, one.whole) for one in found] == [None, "46件", "20件", "46件", "46件"]


def test_two_things_behind_their_numbers():
    found = tk.find_quantities("发生3件行政复议和2件行政诉讼。")
    assert [(one.value, one.indicator) for one in found] == [(3, "review.total"), (2, "suit.total")]


def test_statements_of_zero_do_not_overlap():
    text = "无行政复议、行政诉讼、投诉举报，未收到申请。"
    found = tk.find_quantities(text)
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_documents_by_how_they_may_be_disclosed_are_no_applications():
    text = "全年制发公文378件，其中主动公开125件、依申请公开176件、不予公开77件。"
    assert [one.indicator for one in tk.find_quantities(text)][2:] == [None, None]


def test_explain_names_the_words():
    told = tk.find_quantities("全年，我局收到政府信息公开申请12件。")[0].explain()
    assert "indicator = app.received" in told
    assert "scope = self: 我局" in told
    assert "table, newly received this year (strict): no cell to compare with" in told


def test_links_stand_where_they_say():
    text = "2023年，全县  共收到\n政府信息公开申请 12 件，其中网络申请 8 件。"
    for one in tk.find_quantities(text):
        assert one.text == text[one.start : one.end]
        for link in one.links:
            assert link.text == text[link.start : link.end]


def test_links_are_moved_with_their_sentence():
    text = "本局认真落实要求。全年，我局收到政府信息公开申请12件，其中网络申请8件。"
    for one in tk.find_quantities(text):
        assert one.text == text[one.start : one.end]
        assert all(link.text == text[link.start : link.end] for link in one.links)


def test_unlinked_quantities_are_the_same_numbers():
    text = "全年收到申请近30件，同比增长20%，其中网络申请12件。"
    linked = [(one.start, one.end, one.value, one.unit, one.bound) for one in tk.find_quantities(text)]
    bare = tk.find_quantities(text, linked=False)
    assert [(one.start, one.end, one.value, one.unit, one.bound) for one in bare] == linked
    assert all(one.indicator is None and one.links == () for one in bare)


@pytest.mark.parametrize(
    ("text", "number", "allowed"),
    [
        ("公开1100余条。", 1155, True),
        ("公开1100余条。", 1200, False),
        ("公开约100条。", 104, True),
        ("公开约100条。", 106, False),
        ("公开近100条。", 99, True),
        ("公开近100条。", 100, False),
        ("公开3至5条。", 4, True),
        ("公开数十条。", 19, False),
        ("公开不少于10条。", 10, True),
        ("公开不超过10条。", 11, False),
    ],
)
def test_numbers_that_a_quantity_allows(text, number, allowed):
    assert tk.find_quantities(text)[0].allows(number) is allowed
