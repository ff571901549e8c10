"""The shipped models: their files, cards and what they say."""

import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.learning._near_duplicates import first_of_near_duplicates
from textkit.statute.themes import themes

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"
LABELLED = ROOT / "data" / "labelled"
SECTIONS = (
    *("preamble", "overview", "overview.proactive", "overview.applications", "overview.management"),
    *("overview.platform", "overview.supervision", "proactive", "applications", "review_litigation"),
    *("problems", "improvements", "other", "noise"),
)
# Sentence, the one before, labels that are right.
SENTENCES = [
    ("根据条例规定，现公布望岫县档案局2022年政府信息公开工作年度报告。", None, {"preamble"}),
    ("如有疑问，请与县档案局办公室联系，电话0000-7654321。", None, {"preamble"}),
    (
        "全年通过网站公开政务信息236条，其中招考录用15条、预决算6条。",
        None,
        {"overview.proactive", "proactive"},
    ),
    ("共收到信息公开申请7件，均在法定期限内答复申请人。", None, {"overview.applications", "applications"}),
    ("拟公开的文件由起草科室标注公开属性，经保密审查后方可发布。", None, {"overview.management"}),
    ("注销两个停更的公众号，修复网站失效链接14处。", None, {"overview.platform"}),
    ("将政务公开纳入年度绩效考核，全年开展业务培训3次。", None, {"overview.supervision"}),
    ("未发生因政府信息公开引起的行政复议和行政诉讼。", None, {"review_litigation", "overview.applications"}),
    ("部分栏目更新不够及时，解读形式单一。", None, {"problems"}),
    ("下一步，将丰富解读形式，定期巡查栏目。", "部分栏目更新不够及时，解读形式单一。", {"improvements"}),
    ("本年度未收取信息处理费。", "无其他需要报告的事项。", {"other"}),
    ("【打印】【关闭】 扫一扫在手机打开当前页", None, {"noise"}),
]


def test_files_are_those_of_the_list_of_hashes():
    lines = (MODELS / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    hashes = dict(reversed(line.split("  ")) for line in lines)
    assert set(hashes) == {"sections.textkit", "themes.textkit"}
    for name, digest in hashes.items():
        data = (MODELS / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest
        assert len(data) <= 5_000_000


@pytest.mark.parametrize("name", ["sections", "themes"])
def test_cards_say_what_people_should_know(name):
    card = tk.model_card(name)
    assert card == json.loads((MODELS / f"{name}.card.json").read_text(encoding="utf-8"))
    assert {"what", "trained", "seed", "data_sha256", "figures", "limits"} <= set(card)
    digest = hashlib.sha256()
    for path in sorted(LABELLED.glob("*.tsv")):
        digest.update(path.name.encode() + path.read_bytes())
    assert card["data_sha256"] == digest.hexdigest()


def test_sections_are_those_of_the_form():
    assert set(tk.load_model("sections").classes_) == set(SECTIONS)


def test_what_the_section_model_says_of_new_sentences():
    model = tk.load_model("sections")
    table = pd.DataFrame(SENTENCES, columns=["text", "previous", "right"])
    found = model.predict(table[["text", "previous"]])
    wrong = [
        (text, label)
        for text, label, right in zip(table["text"], found, table["right"], strict=True)
        if label not in right
    ]
    assert len(wrong) <= 1, wrong


def test_themes_of_new_statements():
    statements = {
        "staff": "经办人员身兼数职，轮岗频繁",
        "interpretation": "政策解读照抄文件，群众看不懂",
        "timeliness": "动态信息常常滞后一个月才发布",
        "applications": "对疑难申请把握不准，答复文书不规范",
        "security_review": "发布前审核把关不严，曾出现错别字",
        "publicity": "宣传力度不够，群众知晓率低",
    }
    found = tk.classify_themes(list(statements.values()))
    assert [theme in dict(one) for theme, one in zip(statements, found, strict=True)].count(False) <= 1


def lines():
    for path in sorted(LABELLED.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield path.name, number, line.split("\t")


def test_labelled_reports_keep_their_form():
    ids = {theme.id for theme in themes()}
    for name, number, cells in lines():
        where = f"{name}:{number}"
        if number == 1:
            assert cells == ["section", "also", "item", "themes", "text"], where
        elif cells[0] == "#":
            assert len(cells) == 3, where
        elif cells != [""]:
            section, also, item, named, text = cells
            allowed = {*SECTIONS, "-"}
            assert section == "heading" or section in SECTIONS, where
            assert set(also.split(",")) <= allowed, where
            assert re.fullmatch(r"-|p\d+|m\d+>(-|p\d+(,p\d+)*)", item), where
            assert set(named.split(",")) <= ids | {"-"}, where
            assert text.strip(), where


def test_enough_sentences_remain_without_near_duplicates():
    texts = [
        cells[4] for _, number, cells in lines() if number > 1 and len(cells) == 5 and cells[0] != "heading"
    ]
    assert first_of_near_duplicates(texts).sum() >= 2_000
