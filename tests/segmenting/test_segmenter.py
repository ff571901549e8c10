"""Words: offsets, own words, independence, silence."""

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit._resources import data_lines
from textkit.segmenting import Segmenter, Token, segment

SENTENCE = "推进依申请公开，落实三审三校和两微一端管理。"
PLAIN = Segmenter()
OWN = Segmenter(["青澜发布", "《条例》", "Open Data", "三公”经费"])
TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "公开",
                "青澜发布",
                "《条例》",
                "Open Data",
                "\r\n",
                "\n",
                " ",
                "😀",
                "👨‍👩‍👧",
                "１２",
                "3.5%",
                "⼯",
                "…",
            ]
        )
    ).map("".join),
)


@pytest.mark.parametrize(
    "segmenter", [PLAIN, OWN, Segmenter(hmm=False)], ids=["plain", "own words", "no hmm"]
)
@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_tokens_joined_give_the_text_back(segmenter, text):
    tokens = segmenter.segment(text)
    assert "".join(token.text for token in tokens) == text
    assert all(token.text == text[token.start : token.end] and token.text for token in tokens)


def test_a_token_has_text_and_offsets():
    assert segment("主动公开\r\n政府信息") == [
        Token("主动公开", 0, 4),
        Token("\r\n", 4, 6),
        Token("政府信息", 6, 10),
    ]


def test_the_domain_lexicon_is_kept_whole():
    lexicon = data_lines("lexicon.txt")
    assert len(lexicon) >= 250
    assert len(set(lexicon)) == len(lexicon)
    assert PLAIN.still_split(lexicon) == []


def test_terms_are_kept_whole_in_a_sentence():
    assert PLAIN.words(SENTENCE) == [
        "推进",
        "依申请公开",
        "，",
        "落实",
        "三审三校",
        "和",
        "两微一端",
        "管理",
        "。",
    ]


def test_full_width_and_radical_characters_are_read_like_common_ones():
    assert PLAIN.words("主动公开⼯作２０２３年") == ["主动公开", "⼯作", "２０２３", "年"]


def test_two_segmenters_live_side_by_side():
    other = Segmenter(["推进依申请公开"])
    assert other.words(SENTENCE)[0] == "推进依申请公开"
    assert PLAIN.words(SENTENCE)[0] == "推进"
    assert OWN.words("青澜发布") == ["青澜发布"]
    assert PLAIN.words("青澜发布") != ["青澜发布"]


def test_words_with_blanks_and_signs_are_kept_whole():
    assert OWN.words("按《条例》公开Open Data和“三公”经费") == [
        "按",
        "《条例》",
        "公开",
        "Open Data",
        "和",
        "“",
        "三公”经费",
    ]


def test_still_split_lists_what_the_engine_splits():
    assert OWN.still_split(["青澜发布", "《条例》", "沧溟县数据服务专班"]) == ["沧溟县数据服务专班"]


def test_segment_many_works_on_each_distinct_text_once(monkeypatch):
    worked = []
    segmenter = Segmenter()
    original = Segmenter.segment
    monkeypatch.setattr(Segmenter, "segment", lambda self, text: worked.append(text) or original(self, text))
    results = list(segmenter.segment_many(iter(["主动公开", "公报", "主动公开"])))
    assert worked == ["主动公开", "公报"]
    assert results[0] == results[2] == [Token("主动公开", 0, 4)]


def test_a_changed_result_does_not_change_the_next():
    results = Segmenter().segment_many(["主动公开", "主动公开"])
    next(results).clear()
    assert next(results) == [Token("主动公开", 0, 4)]


def test_a_pickled_segmenter_leaves_the_engine_behind_and_cuts_the_same():
    OWN.segment(SENTENCE)
    stored = pickle.dumps(OWN)
    assert len(stored) < 2000
    assert pickle.loads(stored).words("青澜发布《条例》") == OWN.words("青澜发布《条例》")


def test_first_use_from_many_threads_builds_one_engine():
    segmenter = Segmenter(["青澜发布"])
    with ThreadPoolExecutor(8) as pool:
        engines = list(pool.map(lambda _: segmenter._built_engine(), range(16)))
    assert len({id(engine) for engine in engines}) == 1


def test_iterators_are_read_once():
    segmenter = Segmenter(word for word in ["青澜发布"])
    assert segmenter.words("青澜发布") == segmenter.words("青澜发布") == ["青澜发布"]


@pytest.mark.parametrize(("words", "error"), [(["公开", " "], ValueError), ([3], TypeError)])
def test_words_that_are_none(words, error):
    with pytest.raises(error, match="words must"):
        Segmenter(words)


def test_repr_fits_a_line():
    assert repr(OWN) == "<Segmenter: 4 own words, hmm=True>"


def test_import_is_lazy_and_use_is_silent(tmp_path):
    program = (
        "import sys, tempfile\n"
        f"tempfile.tempdir = {str(tmp_path)!r}\n"
        "from textkit.segmenting import Segmenter, segment\n"
        "assert 'jieba' not in sys.modules\n"
        "segment('主动公开'); Segmenter(['青澜发布']).words('青澜发布')\n"
        "import jieba\n"
        "assert not jieba.dt.initialized and jieba.dt.FREQ == {}\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []
