import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pandas as pd
import pyarrow.parquet as pq
import pytest
from corpus.workers import LastFirst

import textkit.corpus._run as run
import textkit.corpus._store as store_module
from textkit.corpus import Corpus, StoreError
from textkit.frames import SCHEMA_VERSION, TABLES
from textkit.pipeline import read

OFFICES = ("水利局", "教育局", "民政局", "财政局", "司法局")


def report_text(number: int) -> str:
    return (
        f"青澜县{OFFICES[number % 5]}202{number % 5}年政府信息公开工作年度报告\n一、总体情况\n"
        f"全年主动公开信息{number + 2}条。接待群众{number}.5万人次。\n二、主动公开政府信息情况\n"
    )


def fill(folder, n):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(n):
        (folder / f"{number:03d}.txt").write_text(report_text(number), encoding="utf-8")
    return folder


@pytest.fixture
def source(tmp_path):
    return fill(tmp_path / "in", 5)


@pytest.fixture
def corpus(source, tmp_path):
    return Corpus.build(source, tmp_path / "out")


def frames_of(corpus):
    return {name: corpus.table(name) for name in TABLES}


def assert_same(left, right):
    for name in TABLES:
        pd.testing.assert_frame_equal(left[name], right[name])


def test_reports_come_in_the_order_of_their_ids(corpus):
    assert corpus.reports["report_id"].tolist() == [f"{n:03d}.txt" for n in range(5)]
    assert corpus.reports["year"].tolist() == [2020, 2021, 2022, 2023, 2024]


def test_tables_hold_what_read_finds(corpus, source):
    sentences = corpus.table("sentences")
    for path in sorted(source.iterdir()):
        expected = [(one.start, one.end, one.text, one.section) for one in read(path).sentences]
        own = sentences[sentences["report_id"] == path.name]
        assert list(zip(own["start"], own["end"], own["text"], own["section"], strict=True)) == expected


def test_open_gives_what_build_gave(corpus):
    assert_same(frames_of(Corpus.open(corpus.store)), frames_of(corpus))


def test_ids_are_relative_to_the_folder(tmp_path):
    fill(tmp_path / "in" / "2023" / "县", 1)
    fill(tmp_path / "in", 1)
    corpus = Corpus.build(tmp_path / "in", tmp_path / "out")
    assert corpus.reports["report_id"].tolist() == ["000.txt", "2023/县/000.txt"]
    assert corpus.reports["duplicate_of"].fillna("").tolist() == ["", "000.txt"]
    assert corpus.counts["duplicates"] == 1


def test_paths_keep_their_order_and_are_read_once(source, tmp_path):
    paths = [source / "003.txt", source / "001.txt", source / "003.txt"]
    corpus = Corpus.build(iter(paths), tmp_path / "out")
    assert corpus.reports["report_id"].tolist() == ["003.txt", "001.txt"]


def test_one_path(source, tmp_path):
    assert Corpus.build(source / "002.txt", tmp_path / "out").reports["report_id"].tolist() == ["002.txt"]


def test_no_such_source(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        Corpus.build(tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_empty_folder_gives_an_empty_corpus(tmp_path):
    (tmp_path / "in").mkdir()
    corpus = Corpus.build(tmp_path / "in", tmp_path / "out")
    for name in TABLES:
        assert len(corpus.table(name)) == 0
        assert list(corpus.table(name).columns) == [column.name for column in TABLES[name]]
    assert corpus.sql("SELECT count(*) AS n FROM sentences")["n"].tolist() == [0]


class TestParts:
    @pytest.fixture
    def many(self, source, tmp_path, monkeypatch):
        monkeypatch.setattr(store_module, "REPORTS_PER_PART", 2)
        monkeypatch.setattr(store_module, "REPORTS_PER_GROUP", 1)
        monkeypatch.setattr(run, "FILES_PER_BATCH", 1)
        return Corpus.build(source, tmp_path / "parts")

    def test_many_parts_hold_the_same(self, many, corpus):
        assert len(list((many.store / "sentences").iterdir())) == 3
        assert_same(frames_of(many), frames_of(corpus))

    def test_batches_join_to_the_table(self, many):
        for name in TABLES:
            pieces = list(many.batches(name))
            joined = pd.concat(pieces, ignore_index=True) if pieces else many.table(name)
            pd.testing.assert_frame_equal(pd.DataFrame(joined), pd.DataFrame(many.table(name)))

    def test_sql_and_where_see_all_parts(self, many):
        assert many.sql("SELECT count(*) AS n FROM reports")["n"].tolist() == [5]
        assert len(many.table("reports", where="year >= 2022")) == 3


class TestExecutors:
    @pytest.fixture
    def small_batches(self, monkeypatch):
        monkeypatch.setattr(run, "FILES_PER_BATCH", 1)

    def test_threads(self, corpus, source, tmp_path, small_batches):
        with ThreadPoolExecutor(3) as executor:
            other = Corpus.build(source, tmp_path / "other", executor=executor)
        assert_same(frames_of(other), frames_of(corpus))

    def test_spawned_processes(self, corpus, source, tmp_path, small_batches):
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
            other = Corpus.build(source, tmp_path / "other", executor=executor)
        assert_same(frames_of(other), frames_of(corpus))

    @pytest.mark.parametrize(("workers", "most"), [(3, 12), (None, 20)])
    def test_tasks_in_flight_are_bounded(self, tmp_path, small_batches, monkeypatch, workers, most):
        monkeypatch.setattr(run, "ON_MANY", 20)
        executor = LastFirst()
        executor._max_workers = workers
        corpus = Corpus.build(fill(tmp_path / "many", 60), tmp_path / "other", executor=executor)
        assert corpus.counts["reports"] == 60
        assert executor.most == most

    def test_worker_that_dies_is_told_and_nothing_is_written(self, source, tmp_path, monkeypatch):
        from corpus import workers

        monkeypatch.setattr(run, "read_batch", workers.die)
        with (
            ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
            pytest.raises(RuntimeError, match=r"one of these was read: 000\.txt, 001\.txt, .*004\.txt "),
        ):
            Corpus.build(source, tmp_path / "other", executor=executor)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]

    def test_progress_ends_at_the_total(self, source, tmp_path, small_batches):
        seen = []
        Corpus.build(source, tmp_path / "other", progress=lambda done, total: seen.append((done, total)))
        assert seen == [(n, 5) for n in range(1, 6)]


class TestTarget:
    def test_folder_that_is_no_store_is_refused(self, source, tmp_path):
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "thesis.docx").write_bytes(b"x")
        with pytest.raises(StoreError, match="is no store of textkit"):
            Corpus.build(source, tmp_path / "mine")
        assert (tmp_path / "mine" / "thesis.docx").exists()

    def test_file_is_refused(self, source):
        with pytest.raises(StoreError, match="is a file"):
            Corpus.build(source, source / "000.txt")

    def test_store_with_something_else_in_it_is_refused(self, corpus, source):
        (corpus.store / "notes.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(StoreError, match=r"notes\.txt"):
            Corpus.build(source, corpus.store)

    def test_empty_folder_is_taken(self, source, tmp_path):
        (tmp_path / "empty").mkdir()
        assert len(Corpus.build(source, tmp_path / "empty").reports) == 5

    def test_store_is_replaced(self, corpus, source):
        (source / "004.txt").unlink()
        (corpus.store / "index.html").write_text("old", encoding="utf-8")
        again = Corpus.build(source, corpus.store)
        assert len(again.reports) == 4
        assert not (again.store / "index.html").exists()

    def test_old_store_stays_when_the_new_one_fails(self, corpus, source, monkeypatch):
        def broken(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(run, "read_batch", broken)
        with pytest.raises(KeyboardInterrupt):
            Corpus.build(source, corpus.store, resume=False)
        assert len(Corpus.open(corpus.store).reports) == 5
        assert sorted(path.name for path in corpus.store.parent.iterdir()) == ["in", "out"]

    def test_store_inside_the_source_is_not_read(self, source):
        first = Corpus.build(source, source / "out")
        (first.store / "index.html").write_text("<p>2023年年报</p>", encoding="utf-8")
        assert len(Corpus.build(source, source / "out").reports) == 5
        assert len(Corpus.build(source, source / "second").reports) == 5

    def test_source_that_is_the_store_is_refused(self, corpus):
        with pytest.raises(StoreError, match="is a store"):
            Corpus.build(corpus.store, corpus.store.parent / "new")
        with pytest.raises(StoreError, match="lies in the store"):
            Corpus.build(corpus.store / "sentences", corpus.store)


class TestOpen:
    def test_no_folder(self, tmp_path):
        with pytest.raises(StoreError, match="no such folder"):
            Corpus.open(tmp_path / "none")

    def test_no_store(self, tmp_path):
        with pytest.raises(StoreError, match="is no store"):
            Corpus.open(tmp_path)

    @pytest.mark.parametrize("content", ["", "[]", "{", '{"format": "other"}', "[" * 100_000])
    def test_damaged_manifest(self, corpus, content):
        (corpus.store / "store.json").write_text(content, encoding="utf-8")
        with pytest.raises(StoreError):
            Corpus.open(corpus.store)

    def change(self, corpus, **changes):
        path = corpus.store / "store.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(content | changes), encoding="utf-8")

    def test_newer_schema(self, corpus):
        self.change(corpus, schema_version=SCHEMA_VERSION + 1)
        with pytest.raises(StoreError, match=rf"schema version {SCHEMA_VERSION + 1} .*update textkit"):
            Corpus.open(corpus.store)

    def test_older_schema(self, corpus):
        self.change(corpus, schema_version=SCHEMA_VERSION - 1)
        with pytest.raises(
            StoreError, match=rf"schema version {SCHEMA_VERSION - 1}, .*build the store again"
        ):
            Corpus.open(corpus.store)

    def test_older_store_is_replaced(self, corpus, source):
        self.change(corpus, schema_version=1)
        assert len(Corpus.build(source, corpus.store).reports) == 5

    @pytest.mark.parametrize(
        "columns", [[{"name": "a", "dtype": "object", "meaning": ""}], [{"name": "a"}], 3]
    )
    def test_manifest_with_damaged_columns(self, corpus, columns):
        self.change(corpus, columns=columns)
        with pytest.raises(StoreError, match="damaged"):
            Corpus.open(corpus.store)

    def test_manifest_that_leads_outside(self, corpus):
        tables = {name: [{"file": "../../in/000.txt", "rows": 1, "bytes": 1}] for name in TABLES}
        self.change(corpus, tables=tables)
        with pytest.raises(StoreError, match="outside the store"):
            Corpus.open(corpus.store)

    @pytest.mark.parametrize("lacking", ["tables", "counts"])
    def test_manifest_without_a_key(self, corpus, lacking):
        self.change(corpus, **{lacking: None})
        with pytest.raises(StoreError, match="damaged"):
            Corpus.open(corpus.store)

    def test_missing_part(self, corpus):
        (corpus.store / "sentences" / "part-00000.parquet").unlink()
        with pytest.raises(StoreError, match=r"sentences/part-00000\.parquet is missing"):
            Corpus.open(corpus.store)

    def test_part_cut_short(self, corpus):
        path = corpus.store / "sentences" / "part-00000.parquet"
        path.write_bytes(path.read_bytes()[:-10])
        with pytest.raises(StoreError, match="bytes instead of"):
            Corpus.open(corpus.store)

    def test_part_of_right_length_and_wrong_content(self, corpus):
        path = corpus.store / "sentences" / "part-00000.parquet"
        path.write_bytes(b"\0" * path.stat().st_size)
        opened = Corpus.open(corpus.store)
        with pytest.raises(StoreError, match="can't be read"):
            opened.table("sentences")
        with pytest.raises(StoreError, match="can't be read"):
            list(opened.batches("sentences"))
        with pytest.raises(ValueError, match="sentences"):
            opened.sql("SELECT * FROM sentences")

    def test_parts_name_their_schema(self, corpus):
        for name in TABLES:
            names = pq.read_schema(corpus.store / name / "part-00000.parquet").names
            assert names == [column.name for column in TABLES[name]]


class TestQuestions:
    def test_columns_in_the_order_asked(self, corpus):
        assert list(corpus.table("reports", columns=["year", "report_id"]).columns) == ["year", "report_id"]
        frame = corpus.table("reports", columns=["year", "agency"], where="year = 2023")
        assert frame.values.tolist() == [[2023, "青澜县财政局"]]

    def test_types_are_the_same_with_and_without_where(self, corpus):
        for name in TABLES:
            pd.testing.assert_frame_equal(corpus.table(name, where="1 = 1"), corpus.table(name))

    def test_unknown_names_list_the_legal_ones(self, corpus):
        with pytest.raises(ValueError, match="tables are reports, paragraphs"):
            corpus.table("report")
        with pytest.raises(ValueError, match="tables are reports"):
            corpus.batches("report")
        with pytest.raises(ValueError, match="no column 'jahr'; columns are report_id"):
            corpus.table("reports", columns=["jahr"])
        with pytest.raises(ValueError, match=r"sentences \(report_id, sentence"):
            corpus.sql("SELECT * FROM sentence")
        with pytest.raises(TypeError, match="list of names"):
            corpus.table("reports", columns="year")

    @pytest.mark.parametrize(
        "where", ["1 = 1) UNION SELECT 1 --", "1 = 1; DROP VIEW reports", "year = ", "jahr = 1", "1 = 1 --"]
    )
    def test_condition_stays_a_condition(self, corpus, where):
        try:
            frame = corpus.table("reports", columns=["year"], where=where)
        except ValueError:
            return
        assert len(frame) == 5

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT * FROM read_text('/etc/hostname')",
            "SELECT * FROM read_csv('https://example.org/a.csv')",
            "SELECT * FROM '/etc/hostname'",
            "COPY reports TO 'x.csv'",
            "INSTALL httpfs",
            "ATTACH 'x.db'",
            "CREATE TABLE x AS SELECT 1",
            "DROP VIEW reports",
            "SELECT 1; SELECT 2",
            "SET enable_external_access = true",
            "",
            "SELECT * FROM frame",
        ],
    )
    def test_only_the_store_is_read_and_nothing_changed(self, corpus, query, tmp_path, monkeypatch):
        frame = pd.DataFrame({"a": [1]})  # DuckDB would find a variable of this name
        monkeypatch.chdir(tmp_path)
        with pytest.raises(ValueError, match=r"Tables and columns|one SELECT"):
            corpus.sql(query)
        assert len(frame) == 1
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]

    def test_results_are_plain_numbers_and_text(self, corpus):
        frame = corpus.sql(
            "SELECT agency, sum(n_sentences) AS total, avg(year) AS mean, 1.5 AS half, NULL::BIGINT AS none"
            " FROM reports GROUP BY ALL ORDER BY agency"
        )
        assert [str(dtype) for dtype in frame.dtypes[1:]] == ["int64", "float64", "float64", "Int64"]
        assert pd.api.types.is_string_dtype(frame["agency"].dtype)

    def test_store_with_signs_in_its_name(self, source, tmp_path):
        corpus = Corpus.build(
            source, tmp_path / "out [1] 'x' 报告🎉 *?" if os.name != "nt" else tmp_path / "out [1]"
        )
        assert len(corpus.sql("SELECT * FROM reports")) == 5
        assert len(Corpus.open(corpus.store).table("reports", where="true")) == 5

    def test_store_that_moved(self, corpus, tmp_path):
        shutil.move(corpus.store, tmp_path / "elsewhere")
        assert len(Corpus.open(tmp_path / "elsewhere").sql("FROM reports")) == 5

    def test_repr_is_one_line(self, corpus):
        assert repr(corpus).endswith("out': 5 reports, 0 failures>")
