"""The quality of quantities doesn't fall: floors by kind, and the cases that were right stay right."""

import warnings

import pytest
from quality import quantities as quality

PARTS = ("work", "unread")


def short(values, floors):
    """Figures below their floor, with the floor."""
    return {
        name: (values.get(name, 0.0), floor)
        for name, floor in floors.items()
        if values.get(name, 0.0) < floor
    }


@pytest.fixture(scope="module")
def hard():
    return quality.score_hard()


def test_the_hard_set_is_as_it_was_frozen():
    assert quality.digest_of(quality.HARD) == quality.pinned()["hard_sha256"]


def test_the_hard_set_is_large_and_its_gold_fits_its_sentences():
    cases = quality.hard_cases()
    assert len(cases) >= 300
    assert len({case["id"] for case in cases}) == len(cases)
    for case in cases:
        for entry in case["found"]:
            assert quality.squeeze(entry["text"]) in quality.squeeze(case["text"]), case["id"]


def test_no_figure_of_the_hard_set_falls_below_its_floor(hard):
    assert short(quality.figures(hard), quality.pinned()["floors"]["hard"]) == {}


def test_no_case_that_was_right_is_lost(hard):
    won = set(quality.pinned()["won"])
    lost, gained = sorted(won - hard.won), sorted(hard.won - won)
    assert not lost, f"lost: {lost}; won: {gained}; python tests/quality/quantities.py --errors tells more"


@pytest.mark.parametrize("part", PARTS)
def test_no_figure_of_real_reports_falls_below_its_floor(part):
    if quality.real_folder() is None:
        message = "TEXTKIT_REAL_REPORTS names no folder: quantities are not checked on real reports"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    tally = quality.score_real(part)
    assert tally.counts["reports"] >= 15
    assert tally.counts["lost sentences"] == 0
    assert short(quality.figures(tally), quality.pinned()["floors"][part]) == {}
