import re

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

import textkit as tk
from textkit.corpus import Corpus
from textkit.show import (
    _agency_page,
    _pair_page,
    _problems_page,
    _recurrence_page,
    _recurrence_site,
    _site,
    write_site,
)
from textkit.show._sides import MAX_SHOWN, sides

EVIL = "<script>alert(1)</script>"
HEAD = "{}{}年政府信息公开工作年度报告\n一、总体情况\n{}\n五、存在的主要问题及改进情况\n{}\n"
# Said by two agencies, with other numbers.
SHARED = "我们在汛期把水位、雨量与水库调度信息逐日贴到村口的公示栏，全年共{}期，并由村干部入户解释。"
OWN = "全年会同档案馆清理旧公报{}本，破损的送去修补，缺号的登报征集。"
FAULT = "政策解读以文字为主，图表和短视频偏少，群众看不明白。"
FAULT_AGAIN = "政策解读仍以文字为主，图表和短视频偏少，群众还是看不明白。"
AGENCIES = ("青澜县水利局", "云汀县应急管理局")


def reports(agencies=AGENCIES, years=(2022, 2023)):
    """Both agencies share a sentence each year; the first carries one over, and a problem comes back."""
    rows = []
    for year in years:
        for number, agency in enumerate(agencies):
            text = SHARED.format(7 * year + number) + (OWN.format(year - 2000) if number == 0 else "")
            fault = FAULT if year == years[0] else FAULT_AGAIN
            rows.append((f"{number}/{year}.txt", agency, year, HEAD.format(agency, year, text, fault)))
    return pd.DataFrame(rows, columns=["report_id", "agency", "year", "text"])


def build(frame, tmp_path, **options):
    corpus = Corpus.build(frame, tmp_path / "out")
    write_site(corpus, **options)
    return tmp_path / "out" / "pages" / "recurrence"


@pytest.fixture
def folder(tmp_path):
    return build(reports(), tmp_path)


def parsed(path):
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def words(path):
    return " ".join(parsed(path).body.text(separator=" ").split())


def links_of(path):
    return [node.attributes["href"] for node in parsed(path).css("[href]")]


def rows_of(path, selector):
    return [[cell.text().strip() for cell in row.css("td, th")] for row in parsed(path).css(selector)]


class TestFirstPage:
    def test_is_reached_from_the_index_and_the_reports(self, folder):
        assert "pages/recurrence/index.html" in links_of(folder.parents[1] / "index.html")
        assert "recurrence/agency-0001.html" in links_of(folder.parent / "00000.html")

    def test_shares_add_up(self, folder):
        shares = re.findall(r"([\d.]+) % (?:套话|沿用|共有|独有)", words(folder / "index.html"))
        assert sum(map(float, shares)) == pytest.approx(100, abs=2)

    def test_picture_has_a_row_an_agency_with_the_share_of_the_other(self, folder):
        head, *rows = rows_of(folder / "index.html", "table.heat tr")
        assert head == ["", "1", "2"]
        assert [row[0] for row in rows] == ["1 云汀县应急管理局", "2 青澜县水利局"]
        assert rows[0][1] == rows[1][2] == ""
        assert float(rows[0][2]) > float(rows[1][1]) > 0  # the first agency says less else

    def test_picture_is_shaded_by_the_share(self, folder):
        cells = parsed(folder / "index.html").css("table.heat td")
        assert sorted(cell.attributes["class"] for cell in cells) == ["h5", "h6", "self", "self"]

    def test_shades_stay_in_their_range(self):
        assert [_recurrence_page._level(share) for share in (0.0001, 0.5, 1.0, 1.0000001)] == [1, 3, 6, 6]

    def test_pairs_lead_to_the_closest_reports(self, folder):
        (row,) = parsed(folder / "index.html").css("h3 + p + .scroll tbody tr")
        assert [link.attributes["href"] for link in row.css("td.links a")] == ["pair-0000.html"]
        assert "2022 ↔ 2022" in row.text()

    def test_agencies_are_listed_with_their_years(self, folder):
        (table,) = parsed(folder / "index.html").css("table.lines")[1:]
        assert "2022–2023" in table.text()
        assert len(table.css("svg.bar")) == 2

    def test_shares_are_those_of_the_corpus(self, folder):
        shares = Corpus.open(folder.parents[1]).originality().set_index("report_id")
        row = next(row for row in rows_of(folder / "agency-0001.html", "table.lines tr") if row[0] == "2023")
        assert row[3] == f"{100 * shares.loc['0/2023.txt', 'carried_over']:.0f}"


class TestPairPage:
    def test_shared_passages_stand_side_by_side_with_changes_marked(self, folder):
        match = parsed(folder / "pair-0000.html").css_first("#m1")
        left, right = match.css(".two p")
        assert left.text().startswith("我们在汛期")
        assert right.text().startswith("我们在汛期")
        assert [mark.text() for mark in left.css("mark")] != [mark.text() for mark in right.css("mark")]
        assert "相似度 similarity 1.00（原文 unmasked 0.9" in match.text()

    def test_both_texts_are_whole_with_the_passage_in_them(self, folder):
        one, other = parsed(folder / "pair-0000.html").css(".whole")
        assert "我们在汛期" in one.css_first(".same").text()
        assert other.css_first(".same mark.diff") is not None
        assert "全年会同档案馆" in one.text() + other.text()

    def test_numbers_in_the_texts_lead_to_the_passages(self, folder):
        page = parsed(folder / "pair-0000.html")
        marks = [link.attributes["href"] for link in page.css(".whole .same a")]
        assert marks
        assert all(page.css_first(mark) is not None for mark in marks)

    def test_a_sentence_changed_too_much_for_a_passage_is_shown(self, tmp_path):
        one = "经办人员多为兼职，业务不熟，答复文书偶有差错。"
        other = "经办人员大多兼职，业务尚不熟，答复的文书时有差错。"
        frame = reports(years=(2023,)).assign(
            text=[HEAD.format(who, 2023, "", said) for who, said in zip(AGENCIES, (one, other), strict=True)]
        )
        folder = build(frame, tmp_path)
        assert "改写 paraphrase" in words(folder / "pair-0000.html")
        (match,) = parsed(folder / "pair-0000.html").css(".match")
        assert sorted(text.text() for text in match.css("p")) == sorted([one, other])

    def test_line_breaks_of_the_file_are_no_changes(self, tmp_path):
        frame = reports(years=(2023,))
        frame["text"] = frame["text"].str.replace("2022", "2023")
        frame.loc[1, "text"] = frame.loc[1, "text"].replace("水库调度信息", "水库\n调度 信息")
        folder = build(frame, tmp_path)
        page = parsed(folder / "pair-0000.html")
        marks = {mark.text() for mark in page.css("#m1 mark")}
        assert all(re.fullmatch(r"\d+", mark) for mark in marks)
        assert {mark.text() for mark in page.css(".whole mark")} == marks
        assert page.css(".whole")[0].text().count("水库调度信息") == 1

    def test_share_in_the_other_text_is_at_most_all(self, tmp_path):
        # A passage goes on behind the heading that stands between its sentences.
        frame = reports(years=(2023,))
        frame["text"] = [HEAD.format(who, 2023, SHARED.format(3), FAULT) for who in AGENCIES]
        shares = re.findall(r"([\d.]+) % (?:青澜|云汀)", words(build(frame, tmp_path) / "pair-0000.html"))
        assert [90 < float(share) <= 100 for share in shares] == [True, True]

    def test_formulas_are_told_apart(self, tmp_path):
        agencies = [
            f"{place}县{system}局"
            for place in ("青澜", "云汀", "泷溪", "沂安")
            for system in ("水利", "教育")
        ]
        folder = build(reports(agencies, years=(2023,)), tmp_path)
        assert "套话 formula · 8 家 agencies" in words(folder / "agency-0000.html")
        assert "no agency shares a sentence with another" in words(folder / "index.html")

    def test_long_texts_are_cut_and_it_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr(_pair_page, "MAX_CHARACTERS", 60)
        page = words(build(reports(), tmp_path) / "pair-0000.html")
        assert "the first 60 characters of a text" in page
        assert "我们在汛期" in page
        assert "政策解读" not in page

    def test_many_matches_are_cut_and_it_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr(_pair_page, "MAX_MATCHES", 1)
        folder = build(reports(), tmp_path)
        assert "the first 1 of 2 are shown" in words(folder / "pair-0000.html")
        assert len(parsed(folder / "pair-0000.html").css(".match")) == 1


class TestAgencyPage:
    def test_has_a_bar_a_year_that_is_full(self, folder):
        bars = parsed(folder / "agency-0001.html").css("svg.bar")
        assert len(bars) == 2
        for bar in bars:
            widths = [int(rect.attributes["width"]) for rect in bar.css("rect")]
            assert sum(widths) == pytest.approx(1000, abs=2)

    def test_newest_year_comes_first(self, folder):
        assert [row[0] for row in rows_of(folder / "agency-0001.html", "table.lines tbody tr")][:2] == [
            "2023",
            "2022",
        ]

    def test_sentence_stands_beside_the_one_it_matches(self, folder):
        page = parsed(folder / "agency-0001.html")
        match = next(one for one in page.css(".match.o-carried_over") if "档案馆" in one.text())
        own, its = match.css(".two > div")
        assert [mark.text() for mark in own.css("mark")] == ["23"]
        assert [mark.text() for mark in its.css("mark")] == ["22"]
        assert "2022 · 较早 earlier · 相似度 similarity 1.00（原文 unmasked 0.9" in its.text()
        assert its.css_first("a").attributes["href"] == "../00000.html"

    def test_shared_sentence_names_the_other_agency_and_leads_to_both_reports(self, folder):
        page = parsed(folder / "agency-0001.html")
        match = next(one for one in page.css(".match.o-shared") if "汛期" in one.text())
        assert "云汀县应急管理局 2022" in match.text()
        assert any(link.attributes["href"].startswith("pair-") for link in match.css("a"))

    def test_original_sentence_stands_alone(self, folder):
        page = parsed(folder / "agency-0001.html")
        match = next(one for one in page.css(".match.o-original"))
        assert match.css_first(".two") is None

    def test_official_wording_is_named(self, tmp_path):
        frame = reports(years=(2023,))
        frame["text"] = frame["text"].str.replace(
            "一、总体", "本报告根据《政府信息公开条例》要求编制。\n一、总体"
        )
        page = words(build(frame, tmp_path) / "agency-0000.html")
        assert "套话 formula · 官方用语 official introduction.basis" in page

    def test_partner_is_named_with_its_own_years_first(self, tmp_path):
        frame = reports(years=(2022,))
        frame.loc[1, "year"] = 2020
        folder = build(frame, tmp_path)
        assert "2022 ↔ 2020" in words(folder / "agency-0001.html")
        assert "2020 ↔ 2022" in words(folder / "agency-0000.html")

    def test_sentences_are_capped_and_it_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr(_agency_page, "MAX_SENTENCES", 2)
        folder = build(reports(), tmp_path)
        assert len(parsed(folder / "agency-0001.html").css(".match")) == 2
        assert "only 2 sentences are shown" in words(folder / "agency-0001.html")

    def test_so_it_is_where_the_only_report_is_cut(self, tmp_path, monkeypatch):
        monkeypatch.setattr(_agency_page, "MAX_SENTENCES", 1)
        folder = build(reports()[:1], tmp_path)
        assert "only 1 sentences are shown" in words(folder / "agency-0000.html")


class TestProblems:
    def test_cluster_tells_how_far_and_how_long(self, folder):
        page = words(folder / "problems.html")
        assert "得分 score 0.75" in page
        assert "2 家 agencies" in page
        assert "最长连续 2 年 years running（云汀县应急管理局，2022 年起 from 2022）" in page
        assert "政策解读质量 policy interpretation" in page

    def test_what_was_promised_and_whether_it_helped(self, tmp_path):
        frame = reports()
        frame["text"] += "下一步，将多用图表和短视频解读政策。"
        page = words(build(frame, tmp_path) / "problems.html")
        assert "most promised: 下一步，将多用图表和短视频解读政策" in page
        assert "came back in the year after some promise 2 times" in page
        assert "the same was promised again 2 times" in page

    def test_without_a_promise_there_is_none(self, folder):
        assert "promised" not in words(folder / "problems.html")

    def test_each_wording_stands_once_with_all_who_have_it(self, folder):
        one, other = parsed(folder / "problems.html").css_first(".cluster").css(".match")
        assert other.css_first("p").text() == FAULT_AGAIN.partition("，群众")[0]
        assert one.text().count("2022") == 2
        assert (one.css("mark"), other.css("mark"), other.css("del")) == ([], [], [])
        assert [gone.text() for gone in one.css("del")] == ["仍"]
        assert "../00001.html" in [link.attributes["href"] for link in one.css("a")]

    def test_clusters_and_members_are_capped_and_it_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr(_problems_page, "MAX_CLUSTERS", 1)
        monkeypatch.setattr(_problems_page, "MAX_MEMBERS", 2)
        frame = reports()
        frame["text"] += "公开栏更换周期偏长，纸张褪色后字迹难辨。"
        page = words(build(frame, tmp_path) / "problems.html")
        assert "the first 1 of 2 clusters are shown" in page
        assert "另有 2 条 more statements" in page

    def test_none_that_comes_back(self, tmp_path):
        page = words(build(reports().head(1), tmp_path) / "problems.html")
        assert "no problem comes back" in page

    def test_no_problems_at_all(self, tmp_path):
        frame = pd.DataFrame(
            {"text": ["青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n公开信息18条。\n"]}
        )
        assert "no problem is stated in a section on problems" in words(
            build(frame, tmp_path) / "problems.html"
        )


class TestEmptyStates:
    def test_no_report(self, tmp_path):
        (tmp_path / "in").mkdir()
        folder = build(tmp_path / "in", tmp_path)
        assert "there are no sentences to compare" in words(folder / "index.html")

    def test_another_genre_only(self, tmp_path):
        folder = build(pd.DataFrame({"text": ["今天去公园散步。"]}), tmp_path)
        assert "there are no sentences to compare" in words(folder / "index.html")
        assert "recurrence" not in "".join(links_of(folder.parent / "00000.html"))

    def test_one_report(self, tmp_path):
        folder = build(reports().head(1), tmp_path)
        assert "there is no other to share with" in words(folder / "index.html")
        assert {path.name for path in folder.iterdir()} == {"index.html", "problems.html", "agency-0000.html"}

    def test_one_agency_over_years(self, tmp_path):
        folder = build(reports(AGENCIES[:1]), tmp_path)
        assert "one agency only" in words(folder / "index.html")
        assert "沿用 carried over" in words(folder / "agency-0000.html")

    def test_nothing_shared(self, tmp_path):
        frame = reports(years=(2023,))
        frame.loc[0, "text"] = HEAD.format(AGENCIES[0], 2023, OWN.format(3), "")
        page = words(build(frame, tmp_path) / "index.html")
        assert "no agency shares a sentence with another" in page

    def test_agency_and_year_not_known(self, tmp_path):
        head = "政府信息公开工作年度报告\n一、总体情况\n{}\n五、存在的主要问题及改进情况\n更新不及时。\n"
        texts = [head.format(SHARED.format(number)) for number in (3, 9)]
        folder = build(pd.DataFrame({"text": texts}, index=["甲", "乙"]), tmp_path)
        assert "年度不明 no year" in words(folder / "pair-0000.html")
        assert parsed(folder / "agency-0000.html").css_first("h1").text() in ("甲", "乙")


class TestThemes:
    def test_themes_years_running_have_their_table(self, folder):
        page = words(folder / "problems.html")
        runs = Corpus.open(folder.parents[1]).recurring_themes()
        longest = runs.iloc[0]
        assert longest["n_years"] > 1
        assert f"{longest['first_year']}–{longest['last_year']}" in page.split("themes years running")[1]


class TestLimits:
    def test_pairs_and_agencies_are_capped_and_it_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr(_recurrence_site, "MAX_PAIRS", 1)
        monkeypatch.setattr(_recurrence_site, "MAX_AGENCIES", 2)
        monkeypatch.setattr(_recurrence_site, "REPORTS_OF_PAIR", 1)
        frame = reports((*AGENCIES, "泷溪市司法局", "沂安市教育局"), years=(2023,))
        folder = build(frame, tmp_path)
        page = words(folder / "index.html")
        assert re.search(r"the first 1 of \d pairs are shown", page)
        assert "only 2 of 4 agencies have pages" in page
        assert len(list(folder.glob("agency-*"))) == 2
        assert len(list(folder.glob("pair-*"))) == 1

    def test_picture_is_capped_and_it_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr(_recurrence_page, "MAX_IN_PICTURE", 2)
        frame = reports((*AGENCIES, "泷溪市司法局"), years=(2023,))
        folder = build(frame, tmp_path)
        assert len(rows_of(folder / "index.html", "table.heat tbody tr")) == 2
        assert "the 2 that share most" in words(folder / "index.html")

    def test_a_large_corpus_is_not_compared_unless_asked(self, tmp_path, monkeypatch):
        monkeypatch.setattr(_site, "MAX_COMPARED", 3)
        folder = build(reports(), tmp_path)
        assert not folder.exists()
        index = folder.parents[1] / "index.html"
        assert "what comes back was not compared (by default up to 3 sentences)" in words(index)
        assert "textkit analyze … --recurrence" in words(index)
        write_site(Corpus.open(folder.parents[1]), recurrence=True)
        assert (folder / "index.html").is_file()
        assert "not compared" not in words(index)

    def test_not_wanted(self, tmp_path):
        folder = build(reports(), tmp_path, recurrence=False)
        assert not folder.exists()
        assert "recurrence/" not in "".join(links_of(folder.parents[1] / "index.html"))

    def test_reports_without_a_page_are_named_without_a_link(self, tmp_path):
        folder = build(reports(), tmp_path, max_pages=1)
        links = {link for page in folder.iterdir() for link in links_of(page)}
        assert "../00000.html" in links
        assert "../00001.html" not in links
        assert "1/2022.txt" in words(folder / "pair-0000.html")

    def test_a_sentence_without_end_is_cut(self):
        left, right = sides("公" * 2 * MAX_SHOWN, "公" * 3 * MAX_SHOWN)
        assert left == right == "公" * (MAX_SHOWN - 1) + "…"


class TestEveryPage:
    @pytest.fixture
    def hostile(self, tmp_path):
        frame = reports((EVIL, "\"onmouseover='alert(2)'", "</td></table><img src=x onerror=alert(3)>"))
        frame["text"] = frame["text"].str.replace("雨量", EVIL).str.replace("群众", "<b>群众</b>")
        frame["report_id"] = [f"{EVIL}'\"{number}" for number in range(len(frame))]
        return build(frame, tmp_path)

    def test_no_element_and_no_attribute_is_theirs(self, hostile):
        assert len(list(hostile.iterdir())) > 6
        for page in hostile.iterdir():
            nodes = parsed(page).css("*")
            assert {node.tag for node in nodes}.isdisjoint({"script", "img", "iframe"})
            assert not [name for node in nodes for name in node.attributes if name.startswith("on")]
            assert "<b>群众" not in page.read_text(encoding="utf-8")

    def test_what_they_say_is_shown(self, hostile):
        page = words(hostile / "pair-0000.html")
        assert f"水位、{EVIL}与水库" in page.replace(" ", "")
        assert EVIL in words(hostile / "index.html")

    def test_needs_nothing_from_outside_and_no_script(self, folder, hostile):
        for page in (*folder.iterdir(), *hostile.iterdir()):
            text = page.read_text(encoding="utf-8")
            assert "default-src 'none'" in text
            assert "script-src" not in text
            assert not re.search(r"https?://|<link|@import|url\(|<[^>]+ style=", text)

    def test_links_lead_to_files_that_are_there(self, hostile):
        for page in hostile.iterdir():
            links = [link for link in links_of(page) if not link.startswith("#")]
            assert links
            assert all((page.parent / link).is_file() for link in links)

    def test_every_page_is_linked(self, folder):
        linked = {link for page in folder.iterdir() for link in links_of(page)}
        assert {page.name for page in folder.iterdir()} <= linked

    def test_written_twice_is_the_same(self, folder):
        first = {page.name: page.read_bytes() for page in folder.iterdir()}
        write_site(Corpus.open(folder.parents[1]))
        assert {page.name: page.read_bytes() for page in folder.iterdir()} == first


def test_number_of_queries_does_not_grow_with_the_sentences(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "textkit.corpus._corpus.run_sql",
        lambda query, tables, run=tk.corpus._corpus.run_sql: asked.append(query) or run(query, tables),
    )
    numbers = []
    for n in (2, 6):
        agencies = [f"{place}市教育局" for place in ("青澜", "云汀", "泷溪", "沂安", "柘浦", "汝梁")[:n]]
        corpus = Corpus.build(reports(agencies), tmp_path / f"out{n}")
        asked.clear()
        write_site(corpus)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
