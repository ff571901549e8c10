"""Damaged files of every format: read or refused, sound where read, a row each in a batch.

``python tests/mutate.py`` does the same with as many files as wanted, within limits of time.
"""

from functools import cache

import pytest
from mutation.invariants import faults_of
from mutation.mutations import Mutant, kinds_of, mutant

import textkit as tk

SEED = 20
FORMATS = ("txt", "md", "html", "docx", "pdf")
EACH = 60
BATCH = 40


@cache
def outcomes(format: str) -> tuple[tuple[Mutant, tk.Report | Exception], ...]:
    """Damaged files of a format, each with the report or the error that came of it."""
    return tuple((case, outcome(case)) for case in (mutant(SEED, number, format) for number in range(EACH)))


def outcome(case: Mutant) -> tk.Report | Exception:
    try:
        return tk.read(case.file.data, filename=case.file.name)
    except Exception as err:
        return err


def named(number: int, case: Mutant) -> str:
    return f"{number}: {case.kind}: {case.file.name}"


@pytest.mark.parametrize("format", FORMATS)
def test_a_damaged_file_is_read_or_refused(format):
    crashed = {
        named(number, case): repr(result)
        for number, (case, result) in enumerate(outcomes(format))
        if not isinstance(result, (tk.Report, tk.ReadingError))
    }
    assert crashed == {}


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_read_of_a_damaged_file_is_sound(format):
    unsound = {
        named(number, case): faults
        for number, (case, result) in enumerate(outcomes(format))
        if isinstance(result, tk.Report) and (faults := faults_of(result))
    }
    assert unsound == {}


@pytest.mark.parametrize("format", FORMATS)
def test_damage_of_most_kinds_is_done(format):
    done = {case.kind for case, _ in outcomes(format)}
    assert len(done) >= 0.8 * len(kinds_of(format))


def test_a_batch_of_damaged_files_has_a_row_for_each(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    for number in range(BATCH):
        case = mutant(SEED, number)
        source.joinpath(f"{number:02}-{case.source.name}").write_bytes(case.file.data)
    corpus = tk.Corpus.build(source, tmp_path / "out")
    rows = [*corpus.reports["report_id"], *corpus.failures["report_id"]]
    assert sorted(rows) == sorted(path.name for path in source.iterdir())
