"""Processes of our own: one that dies costs the file it read."""

import pandas as pd
import pytest
from corpus import workers

import textkit.corpus._run as run
from textkit.corpus import Corpus, Workers
from textkit.frames import TABLES

TEXT = "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息{}条。\n"


@pytest.fixture
def frame():
    ids = [f"{n:02d}" for n in range(40)]
    return pd.DataFrame({"text": [TEXT.format(n) for n in range(40)]}, index=ids)


def build(frame, folder, monkeypatch, read):
    monkeypatch.setattr(run, "read_batch", read)
    monkeypatch.setattr(run, "FILES_PER_BATCH", 4)
    with Workers(2) as executor:
        return Corpus.build(frame, folder, executor=executor)


def test_file_that_ends_its_process_is_a_failure_and_the_others_are_read(frame, tmp_path, monkeypatch):
    frame = frame.rename(index={"05": "05-bad", "06": "06-bad", "30": "30-bad"})
    corpus = build(frame, tmp_path / "out", monkeypatch, workers.die_on_bad)
    assert corpus.failures["report_id"].tolist() == ["05-bad", "06-bad", "30-bad"]
    assert corpus.failures["error"].tolist() == ["WorkerDied"] * 3
    assert "died" in corpus.failures.loc[0, "reason"]
    assert corpus.reports["report_id"].tolist() == [one for one in frame.index if "bad" not in one]
    assert corpus.table("quantities")["report_id"].tolist() == corpus.reports["report_id"].tolist()


def test_file_that_is_read_when_alone_is_no_failure(frame, tmp_path, monkeypatch):
    frame = frame.rename(index={"05": "05-large"})
    corpus = build(frame, tmp_path / "out", monkeypatch, workers.die_first)
    assert corpus.counts["failures"] == 0
    assert corpus.reports["report_id"].tolist() == list(frame.index)


def test_without_a_death_they_give_what_one_process_gives(frame, tmp_path):
    one = Corpus.build(frame, tmp_path / "one")
    with Workers(2) as executor:
        two = Corpus.build(frame, tmp_path / "two", executor=executor)
    for name in TABLES:
        pd.testing.assert_frame_equal(one.table(name), two.table(name))


def test_processes_that_always_die_end_the_run(frame, tmp_path, monkeypatch):
    with pytest.raises(RuntimeError, match=r"no process for reading can be started .*executor=None"):
        build(frame, tmp_path / "out", monkeypatch, workers.die)
    assert list(tmp_path.iterdir()) == []
