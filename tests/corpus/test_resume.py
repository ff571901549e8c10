import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from corpus.test_corpus import assert_same, fill, frames_of, report_text

import textkit.corpus._known as known_module
import textkit.corpus._run as run
import textkit.corpus._store as store_module
from textkit.corpus import Corpus, StoreError
from textkit.corpus._journal import Journal, read_journal
from textkit.corpus._lock import lock_file

HERE = Path(__file__).resolve().parent


class Reading:
    """Reads as ever, and tells what was read; may end at a report."""

    def __init__(self, monkeypatch):
        self.ids = []
        self.ends_at = None
        self._read = run.read_batch
        monkeypatch.setattr(run, "read_batch", self)

    def __call__(self, tasks):
        if any(task.report_id == self.ends_at for task in tasks):
            raise KeyboardInterrupt
        self.ids += [task.report_id for task in tasks]
        return self._read(tasks)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(store_module, "REPORTS_PER_PART", 6)
    monkeypatch.setattr(store_module, "REPORTS_PER_GROUP", 3)
    monkeypatch.setattr(run, "FILES_PER_BATCH", 2)
    monkeypatch.setattr(run, "FILES_COMPARED", 5)


@pytest.fixture
def source(tmp_path):
    return fill(tmp_path / "in", 20)


@pytest.fixture
def reading(small, monkeypatch):
    return Reading(monkeypatch)


def fresh(source, tmp_path, **options):
    return Corpus.build(source, tmp_path / "fresh", resume=False, **options)


class TestSecondBuild:
    def test_of_the_same_files_reads_nothing(self, source, tmp_path, reading):
        first = Corpus.build(source, tmp_path / "out")
        was, reading.ids = frames_of(first), []
        again = Corpus.build(source, tmp_path / "out")
        assert reading.ids == []
        assert again.n_taken_over == 20
        assert again.counts == first.counts
        assert_same(frames_of(again), was)

    def test_reads_what_is_new_and_changed_and_drops_what_is_gone(self, source, tmp_path, reading):
        Corpus.build(source, tmp_path / "out")
        (source / "003.txt").write_text(report_text(1), encoding="utf-8")
        (source / "007.txt").unlink()
        (source / "0051.txt").write_text(report_text(33), encoding="utf-8")
        reading.ids = []
        again = Corpus.build(source, tmp_path / "out")
        assert reading.ids == ["003.txt", "0051.txt"]
        assert_same(frames_of(again), frames_of(fresh(source, tmp_path)))

    def test_a_file_written_again_with_the_same_content_is_unchanged(self, source, tmp_path, reading):
        Corpus.build(source, tmp_path / "out")
        (source / "003.txt").write_bytes((source / "003.txt").read_bytes())
        reading.ids = []
        Corpus.build(source, tmp_path / "out")
        assert reading.ids == []

    def test_other_metadata_are_laid_over_what_was_read(self, source, tmp_path, reading):
        given = pd.DataFrame(
            {"report_id": ["003.txt"], "agency": ["青澜县档案局"], "year": [2018], "组": ["甲"]}
        )
        Corpus.build(source, tmp_path / "out", metadata=given)
        reading.ids = []
        other = given.assign(agency="白石县档案局").drop(columns="year")
        again = Corpus.build(source, tmp_path / "out", metadata=other)
        assert reading.ids == []
        assert_same(frames_of(again), frames_of(fresh(source, tmp_path, metadata=other)))
        plain = Corpus.build(source, tmp_path / "out")
        assert_same(frames_of(plain), frames_of(fresh(source, tmp_path)))

    def test_what_failed_is_tried_again(self, source, tmp_path, reading):
        (source / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
        assert Corpus.build(source, tmp_path / "out").counts["failures"] == 1
        reading.ids = []
        assert Corpus.build(source, tmp_path / "out").counts["failures"] == 1
        assert reading.ids == ["bad.pdf"]

    def test_resume_false_reads_everything(self, source, tmp_path, reading):
        Corpus.build(source, tmp_path / "out")
        reading.ids = []
        again = Corpus.build(source, tmp_path / "out", resume=False)
        assert len(reading.ids) == 20
        assert again.n_taken_over == 0

    def test_what_another_version_wrote_is_read_again(self, source, tmp_path, reading, monkeypatch):
        Corpus.build(source, tmp_path / "out")
        monkeypatch.setattr(known_module, "__version__", "99")
        reading.ids = []
        Corpus.build(source, tmp_path / "out")
        assert len(reading.ids) == 20

    def test_texts_and_files_are_read_differently(self, source, tmp_path, reading):
        Corpus.build(source, tmp_path / "out")
        reading.ids = []
        texts = pd.DataFrame(
            {"text": [path.read_text(encoding="utf-8") for path in sorted(source.iterdir())]}
        )
        texts["report_id"] = [path.name for path in sorted(source.iterdir())]
        Corpus.build(texts, tmp_path / "out")
        assert len(reading.ids) == 20

    def test_texts_in_another_order(self, tmp_path, reading):
        texts = pd.DataFrame({"text": [report_text(n) + f"共{n}件。" for n in range(20)]})
        Corpus.build(texts, tmp_path / "out")
        turned = texts.sample(frac=1.0, random_state=3)
        turned.iloc[4, 0] = "全年公开信息3条。"
        reading.ids = []
        again = Corpus.build(turned, tmp_path / "out")
        assert reading.ids == [str(turned.index[4])]
        assert_same(frames_of(again), frames_of(fresh(turned, tmp_path)))

    def test_an_order_that_would_load_parts_over_and_over_is_read(self, tmp_path, reading, monkeypatch):
        texts = pd.DataFrame({"text": [report_text(n) + f"共{n}件。" for n in range(90)]})
        Corpus.build(texts, tmp_path / "out")
        turned = texts.sample(frac=1.0, random_state=3)
        reading.ids = []
        again = Corpus.build(turned, tmp_path / "out")
        assert 0 < len(reading.ids) < 90
        assert_same(frames_of(again), frames_of(fresh(turned, tmp_path)))

    def test_a_bit_that_turned_is_not_taken_over(self, source, tmp_path, reading):
        right = frames_of(fresh(source, tmp_path))
        for share in range(1, 20):
            part = sorted((Corpus.build(source, tmp_path / "out").store / "sentences").iterdir())[0]
            content = bytearray(part.read_bytes())
            content[share * len(content) // 40] ^= 1
            part.write_bytes(content)
            assert_same(frames_of(Corpus.build(source, tmp_path / "out")), right)

    def test_part_that_can_be_read_no_more_is_read_from_the_files(self, source, tmp_path, reading):
        corpus = Corpus.build(source, tmp_path / "out")
        part = next((corpus.store / "sentences").iterdir())
        part.write_bytes(b"\0" * part.stat().st_size)
        again = Corpus.build(source, tmp_path / "out")
        assert_same(frames_of(again), frames_of(fresh(source, tmp_path)))


class TestCutOff:
    @pytest.mark.parametrize("report_id", ["001.txt", "004.txt", "008.txt", "013.txt", "019.txt"])
    def test_next_build_goes_on(self, source, tmp_path, reading, report_id):
        reading.ends_at = report_id
        with pytest.raises(KeyboardInterrupt):
            Corpus.build(source, tmp_path / "out")
        done, reading.ids, reading.ends_at = list(reading.ids), [], None
        corpus = Corpus.build(source, tmp_path / "out")
        assert not set(done) & set(reading.ids)
        assert corpus.n_taken_over == len(done)
        assert_same(frames_of(corpus), frames_of(fresh(source, tmp_path)))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "in", "out"]

    def test_several_times(self, source, tmp_path, reading):
        for report_id in ("003.txt", "009.txt", "010.txt", "017.txt"):
            reading.ends_at = report_id
            with pytest.raises(KeyboardInterrupt):
                Corpus.build(source, tmp_path / "out")
            # What an earlier one left is gone when a later one has it all.
            assert [
                path.name for path in (tmp_path / ".out.building").iterdir() if path.is_dir()
            ].__len__() == 1
        reading.ends_at = None
        corpus = Corpus.build(source, tmp_path / "out")
        assert len(reading.ids) == len(set(reading.ids)) == 20
        assert_same(frames_of(corpus), frames_of(fresh(source, tmp_path)))

    def test_a_file_that_changed_since_is_read_again(self, source, tmp_path, reading):
        reading.ends_at = "011.txt"
        with pytest.raises(KeyboardInterrupt):
            Corpus.build(source, tmp_path / "out")
        (source / "002.txt").write_text(report_text(44), encoding="utf-8")
        reading.ends_at = None
        assert_same(frames_of(Corpus.build(source, tmp_path / "out")), frames_of(fresh(source, tmp_path)))

    def test_what_was_to_be_read_anew_goes_on_as_such(self, source, tmp_path, reading):
        Corpus.build(source, tmp_path / "out")
        reading.ids, reading.ends_at = [], "009.txt"
        with pytest.raises(KeyboardInterrupt):
            Corpus.build(source, tmp_path / "out", resume=False)
        reading.ends_at = None
        Corpus.build(source, tmp_path / "out")
        assert sorted(reading.ids) == sorted(path.name for path in source.iterdir())

    def test_pages_that_were_cut_off_are_in_nobodys_way(self, source, tmp_path):
        corpus = Corpus.build(source, tmp_path / "out")
        (corpus.store / ".pages.building-x1y2").mkdir()
        (corpus.store / ".index.html.new").write_text("<p>", encoding="utf-8")
        assert Corpus.build(source, corpus.store).n_taken_over == 20
        assert not (corpus.store / ".pages.building-x1y2").exists()

    def test_a_manifest_that_names_fewer_parts_is_damaged(self, source, tmp_path, small):
        corpus = Corpus.build(source, tmp_path / "out")
        path = corpus.store / "store.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        content["tables"]["sentences"].pop()
        path.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(StoreError, match="different numbers of parts"):
            Corpus.open(corpus.store)
        assert Corpus.build(source, corpus.store).n_taken_over == 0

    @pytest.mark.parametrize("is_made_anew", [False, True])
    def test_old_store_is_put_back(self, source, tmp_path, is_made_anew):
        corpus = Corpus.build(source, tmp_path / "out")
        (tmp_path / ".out.building").mkdir()
        corpus.store.rename(tmp_path / ".out.building" / "old-1")
        if is_made_anew:
            corpus.store.mkdir()
            (corpus.store / ".DS_Store").write_bytes(b"")
        with pytest.raises(FileNotFoundError):
            Corpus.build(tmp_path / "nowhere", tmp_path / "out")
        (source / "003.txt").unlink()
        again = Corpus.build(source, tmp_path / "out")
        assert again.n_taken_over == 19
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]

    def test_a_store_half_taken_away_is_in_nobodys_way(self, source, tmp_path, monkeypatch):
        Corpus.build(source, tmp_path / "out")
        left = tmp_path / ".out.building" / "old-1" / "sentences"
        left.mkdir(parents=True)
        (left / "part-00000.parquet").write_bytes(b"")
        # A program holds it open.
        monkeypatch.setattr(store_module, "_remove_store", lambda folder: None)
        assert Corpus.build(source, tmp_path / "out").n_taken_over == 20
        assert left.exists()
        monkeypatch.undo()
        Corpus.build(source, tmp_path / "out")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


class TestWhatIsNotOurs:
    """In the folder of builds beside the store."""

    def test_a_link_is_refused(self, source, tmp_path):
        (tmp_path / "home" / "thesis").mkdir(parents=True)
        try:
            (tmp_path / ".out.building").symlink_to(tmp_path / "home")
        except OSError:
            pytest.skip("no links here")
        with pytest.raises(StoreError, match="take it away"):
            Corpus.build(source, tmp_path / "out")
        assert (tmp_path / "home" / "thesis").exists()

    def test_other_folders_stay(self, source, tmp_path):
        for name in ("docs", "②", "old", "old-"):
            (tmp_path / ".out.building" / name).mkdir(parents=True)
        assert len(Corpus.build(source, tmp_path / "out").reports) == 20
        assert (tmp_path / ".out.building" / "docs").exists()

    def test_entries_made_by_others_are_passed_over(self, source, tmp_path, reading):
        reading.ends_at = "011.txt"
        with pytest.raises(KeyboardInterrupt):
            Corpus.build(source, tmp_path / "out")
        journal = next((tmp_path / ".out.building").glob("*/journal"))
        for name, payload in (
            ("00000900", b""),
            ("00000901", b"\xff" * 64),
            ("00000902", (2**63).to_bytes(8, "little")),
        ):
            digest = hashlib.blake2b(payload, digest_size=16).digest()
            (journal / f"{name}.batch").write_bytes(digest + payload)
        reading.ends_at = None
        assert len(Corpus.build(source, tmp_path / "out").reports) == 20

    def test_own_files_beside_the_tables_for_excel(self, source, tmp_path):
        corpus = Corpus.build(source, tmp_path / "out")
        (corpus.export_csv() / "mine.xlsx").write_bytes(b"x")
        with pytest.raises(StoreError, match=r"csv/mine\.xlsx"):
            corpus.export_csv()
        with pytest.raises(StoreError, match=r"csv/mine\.xlsx"):
            Corpus.build(source, tmp_path / "out")

    def test_the_current_folder_as_the_store(self, source, tmp_path, monkeypatch):
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        corpus = Corpus.build(source, ".")
        monkeypatch.chdir(tmp_path)
        assert len(corpus.reports) == len(Corpus.open(tmp_path / "here").reports) == 20


class TestJournal:
    def test_what_is_not_whole_is_left_out(self, source, tmp_path):
        tables = run.read_batch(run_tasks(source)).tables
        journal = Journal(tmp_path / "journal")
        for _ in range(3):
            journal.write(tables)
        first, second, third = sorted((tmp_path / "journal").iterdir())
        second.write_bytes(second.read_bytes()[:-7])
        third.write_bytes(b"")
        assert [path for path, _ in read_journal(tmp_path / "journal")] == [first]

    def test_keeps_the_last(self, source, tmp_path):
        tables = run.read_batch(run_tasks(source)).tables
        journal = Journal(tmp_path / "journal")
        for _ in range(5):
            journal.write(tables)
        journal.keep_last(2)
        journal.write(tables)
        assert [path.name for path, _ in read_journal(tmp_path / "journal")] == [
            "00000003.batch",
            "00000004.batch",
            "00000005.batch",
        ]


def run_tasks(source):
    from textkit.corpus import list_files

    return list_files(source).tasks[:2]


class TestTwoBuilders:
    def test_second_is_refused(self, source, tmp_path, reading):
        second = []

        def during(done, total):
            if not second:
                with pytest.raises(StoreError, match="another build is writing"):
                    Corpus.build(source, tmp_path / "out")
                second.append(done)

        corpus = Corpus.build(source, tmp_path / "out", progress=during)
        assert second
        assert len(corpus.reports) == 20

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
    def test_processes_made_by_fork_hold_no_lock(self, tmp_path):
        held = lock_file(tmp_path / "lock")
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(tell, b"x")
            time.sleep(60)
            os._exit(0)
        os.read(told, 1)
        held._file.close()  # as the end of the process would
        again = lock_file(tmp_path / "lock")
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert again is not None
        again.release()

    def test_lock_is_free_when_the_holder_has_ended(self, tmp_path):
        path = tmp_path / "folder" / "lock"
        code = f"from pathlib import Path; from textkit.corpus._lock import lock_file; import os; lock_file(Path({str(path)!r})); os._exit(9)"
        subprocess.run([sys.executable, "-c", code], check=False)
        held = lock_file(path)
        assert held is not None
        assert lock_file(path) is None
        held.release()
        held.release()
        assert not path.exists()
        again = lock_file(path)
        assert again is not None
        again.release()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
class TestKilled:
    def run(self, *args):
        done = subprocess.run(
            [sys.executable, HERE / "killing.py", *map(str, args)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    def test_fifty_times_at_random(self, source, tmp_path):
        killed = self.run(source, tmp_path / "out", 50, 7)
        assert killed == 50
        assert_same(frames_of(Corpus.open(tmp_path / "out")), frames_of(fresh(source, tmp_path)))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "in", "out"]

    def test_at_every_fifth_step(self, tmp_path):
        source = fill(tmp_path / "in", 5)
        assert self.run(source, tmp_path / "out", "steps", 5) > 20
        assert_same(frames_of(Corpus.open(tmp_path / "out")), frames_of(fresh(source, tmp_path)))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "in", "out"]
