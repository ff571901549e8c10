"""Many reports: built once into a store on disk, asked as tables."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from textkit._folding import squeeze
from textkit.corpus._csv import write_csv
from textkit.corpus._files import Listing
from textkit.corpus._given import Coverage, Given, Layer
from textkit.corpus._manifest import Manifest, StoreError, read_manifest
from textkit.corpus._metadata import Metadata, MetadataWarning, match_rows, read_metadata
from textkit.corpus._problems import problem_tables, theme_streaks
from textkit.corpus._query import Stored, check_columns, connect, from_arrow, run_sql, select_sql
from textkit.corpus._run import run_batches
from textkit.corpus._source import Source, find_source
from textkit.corpus._store import check_target, new_folder, new_store
from textkit.frames import TABLES, TEXT_DTYPE, Frame, table_columns, widen_cells
from textkit.panels import PANEL_COLUMNS, check_indicators, widen_values
from textkit.problems import ThemeClassifier
from textkit.recurrence import SHORTEST, THRESHOLD, Progress, origins, passages_between, prose_of, shares_of
from textkit.statute import SECTION_IDS

__all__ = ["Corpus"]

ROWS_PER_BATCH = 20_000
# What recurrence needs to know of a report, and which reports count.
_TOLD_OF_REPORTS = ["agency", "year", "province", "city"]
_COUNTED = "is_report AND duplicate_of IS NULL AND version_of IS NULL"
_OF_PASSAGE = {
    **dict.fromkeys(("a_start", "a_end", "b_start", "b_end"), "int64"),
    **dict.fromkeys(("a_text", "b_text"), TEXT_DTYPE),
    "n_characters": "int64",
    "similarity": "float64",
}
_OF_SENTENCE = ["report_id", "agency", "year", "section", "start", "end", "text"]
_OF_MATCH = {
    "report_id": "match_report",
    "agency": "match_agency",
    "year": "match_year",
    "start": "match_start",
    "end": "match_end",
    "text": "match_text",
}
# Keys of unmatched rows of metadata that a store keeps.
MAX_UNMATCHED = 1_000


class Corpus:
    """A store of reports: one table of Parquet parts each for reports, sentences, quantities and so on.

    Made by ``Corpus.build`` and ``Corpus.open``. The tables and their columns are in
    ``textkit.frames.TABLES``.
    """

    def __init__(self, store: Path, manifest: Manifest) -> None:
        self.store = store
        # Reports that the build which made this object took over from an earlier one.
        self.n_taken_over = 0
        self._manifest = manifest

    @classmethod
    def build(
        cls,
        source: str | Path | Iterable[str | Path] | Listing | pd.DataFrame,
        store: str | Path,
        *,
        metadata: pd.DataFrame | str | Path | Metadata | None = None,
        text: str = "text",
        executor: Executor | None = None,
        resume: bool = True,
        progress: Callable[[int, int], object] | None = None,
    ) -> Corpus:
        """Read files or texts and write what is found to a store.

        What an earlier build of this store has of files with the same id and content is taken over, and so is what a build
        that was cut off has read; the rest is read. So a second build costs what has changed, and what comes out is the same
        as of a first one.

        Parameters
        ----------
        source : folder, file, iterable of files, a Listing of them, or a DataFrame
            A folder is searched with all folders below it for documents that textkit reads. Of a
            DataFrame each row is a report: its text, perhaps its ``report_id`` (else the index is
            it), and what else is known, which is taken as metadata of that row.
        store : path
            A new folder, or a store, which is replaced when the new one is whole.
        metadata : DataFrame or path of a CSV file, optional
            A row a report, found by ``report_id`` (报告编号) or by ``file_name`` (file, 文件,
            文件名), the last part of the path; of a DataFrame the index may be the key. CSV may be
            in utf-8, utf-16 or gb18030, with ``,``, ``;`` or tabs.

            These fields go over what was detected, blank cells don't: title (标题), agency (机关,
            发布机关, 单位名称), agency_id (机关标识), agency_type (机关类别), level (层级),
            province (省), city (市), county (县, 区县), region (地区), region_code (区划代码),
            year (年度), period_start (起始日期), period_end (截止日期), published (发布日期).
            ``<field>_detected`` then holds what was detected, for every report. A changed agency
            or region_code makes a new agency_id where none is given; other fields stay.

            Further columns become columns of ``reports`` as they are: numbers, text, true or false,
            dates. A name that ``reports`` has itself is refused. Of a CSV a column is what all its
            cells can be read as; numbers with leading zeros are codes and stay text.

            Rows without a report and reports without a row are told in ``counts``, ``unmatched`` and
            a MetadataWarning.
        text : str
            Of a DataFrame as source, the name of the column with the texts.
        executor : concurrent.futures.Executor, optional
            Runs the reading; default: in this process, one file after the other.
        resume : bool
            False reads everything again, for instance with other versions of the libraries that read. (What another version of
            textkit wrote is never taken over, and what could not be read is always tried again.)
        progress : callable, optional
            Called with the number of files done and the number of all.

        Returns
        -------
        Corpus
            A file or row that can't be read is a row of ``failures``.

        Raises
        ------
        FileNotFoundError
            When the source doesn't exist.
        StoreError
            A ValueError: the target holds something that isn't a store, or another build writes to it at this moment.
        MetadataError
            A ValueError: the metadata can't be used; with row, column, value and what is legal.
        TypeError
            When the executor or the source is none.
        RuntimeError
            When a worker of the executor dies; then the store is as it was, and the next build goes on from there. With
            ``Workers`` of textkit.corpus it costs the file that was read.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import textkit as tk
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page = Path(folder, "青澜2023.txt")
        ...     _ = page.write_text("青澜县水利局2023年政府信息公开工作年度报告\\n公开信息18条。\\n", encoding="utf-8")
        ...     corpus = tk.Corpus.build([page], Path(folder, "out"))
        ...     corpus.sql("SELECT report_id, year FROM reports").values.tolist()
        [['青澜2023.txt', 2023]]

        >>> import pandas as pd
        >>> frame = pd.DataFrame({"text": ["全年公开信息18条。"], "agency": ["青澜县水利局"], "组": ["甲"]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     corpus = tk.Corpus.build(frame, Path(folder, "out"))
        ...     corpus.reports[["report_id", "agency", "组"]].values.tolist()
        [['0', '青澜县水利局', '甲']]
        """
        if executor is not None and not isinstance(executor, Executor):
            raise TypeError(f"executor is a concurrent.futures.Executor, not {type(executor).__name__}")
        # Absolute: the current folder may be the store itself, or another one when the store is asked.
        target = Path(store).absolute()
        _check_name(target)
        check_target(target)
        found = find_source(source, target, text=text)
        layer = _layer(metadata, found)
        own = [] if found.own is None else [Layer.of_rows(found.own)]
        given = Given(own if layer is None else [*own, layer])
        coverage = Coverage(layer)
        kind = "files" if found.own is None else "texts"
        with new_store(target, given.columns, source=kind, resume=resume) as writer:
            if found.own is None:
                writer.add_failures(found.failures)
            writer.counts["skipped"] = found.n_skipped
            for done, batch in run_batches(found.tasks, executor, writer.known):
                reports = given.lay_over(batch.tables["reports"])
                coverage.add(reports["report_id"].to_pylist())
                writer.add(batch, reports)
                if progress is not None:
                    progress(done, len(found.tasks))
            writer.counts.update(coverage.counts())
            writer.unmatched = coverage.unmatched[:MAX_UNMATCHED]
        if said := coverage.told():
            warnings.warn(said, MetadataWarning, stacklevel=2)
        corpus = cls.open(target)
        corpus.n_taken_over = writer.known.n_taken
        return corpus

    @classmethod
    def open(cls, store: str | Path) -> Corpus:
        """Open a store.

        Raises
        ------
        StoreError
            A ValueError: no store, written by another version of the schema, or a part is missing or
            cut short.

        Examples
        --------
        >>> import textkit as tk
        >>> tk.Corpus.open("nowhere")
        Traceback (most recent call last):
        ...
        textkit.corpus._manifest.StoreError: no store at nowhere: no such folder; ...
        """
        path = Path(store)
        return cls(path.absolute(), read_manifest(path))

    @property
    def counts(self) -> Mapping[str, int]:
        """Numbers of reports, other_genre, duplicates, versions, failures and skipped files.

        Of metadata: metadata_rows; of these metadata_matched (a report bears what they give),
        metadata_failed (their file was not read) and metadata_unmatched; and reports_without_metadata.
        All 0 where no metadata were given.
        """
        return dict(self._manifest.counts)

    @property
    def unmatched(self) -> list[str]:
        """Keys of the rows of the metadata that no report and no failure bears, the first thousand."""
        return list(self._manifest.unmatched)

    @property
    def reports(self) -> pd.DataFrame:
        """One row a report."""
        return self.table("reports")

    @property
    def failures(self) -> pd.DataFrame:
        """One row a file that was not read, with the reason."""
        return self.table("failures")

    def table(
        self, name: str, columns: Sequence[str] | None = None, where: str | None = None
    ) -> pd.DataFrame:
        """A table, or part of it.

        Parameters
        ----------
        name : str
            reports, paragraphs, sections, sentences, quantities, cells, panel_values, warnings, evidence
            or failures.
        columns : list of str, optional
            Default: all.
        where : str, optional
            A condition in SQL: ``"unit = '件' AND value > 100"``.

        Returns
        -------
        DataFrame
            Rows in the order of the reports.

        Raises
        ------
        ValueError
            For a name that is none; the message lists the legal ones.
        """
        stored = self._stored(name)
        legal = [column.name for column in stored.columns]
        chosen = legal if columns is None else columns
        check_columns(name, chosen, legal)
        if not chosen:
            raise ValueError("no columns are asked for; leave columns out to get all")
        if where is not None:
            return from_arrow(run_sql(select_sql(name, chosen, where), {name: stored}), stored.columns)
        parts = [self._read(path, list(chosen)) for path in stored.files]
        return from_arrow(pa.concat_tables(parts), stored.columns)

    def batches(self, name: str) -> Iterator[pd.DataFrame]:
        """A table in pieces, for tables larger than memory; the last pieces may be short.

        Raises
        ------
        ValueError
            For a name that is no table.
        """
        table_columns(name)
        return self._batches(name)

    def _batches(self, name: str) -> Iterator[pd.DataFrame]:
        stored = self._stored(name)
        for path in stored.files:
            with _opened(path) as file:
                for batch in file.iter_batches(batch_size=ROWS_PER_BATCH):
                    yield from_arrow(pa.Table.from_batches([batch]), stored.columns)

    def sql(self, query: str) -> pd.DataFrame:
        """Answer of one SELECT, in DuckDB's SQL, over all tables.

        Parameters
        ----------
        query : str
            Can read nothing but the store, and change nothing.

        Raises
        ------
        ValueError
            For anything but one SELECT, and for an error in it; the message lists the tables.
        """
        return from_arrow(run_sql(query, {name: self._stored(name) for name in TABLES}))

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection in which each table of the store is a view; close it when done.

        It is the caller's own: other files can be read and joined, results written. The memory limit of DuckDB is set to 2 GB; beyond it
        the disk is used.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     corpus = tk.Corpus.build(pd.DataFrame({"text": ["公开信息18条。未收到申请。"]}), f"{folder}/out")
        ...     with corpus.connect() as connection:
        ...         connection.execute("SELECT count(*) FROM sentences").fetchall()
        [(2,)]
        """
        return connect({name: self._stored(name) for name in TABLES})

    def wide_cells(self) -> pd.DataFrame:
        """Cells of the statutory tables: one row a report, one column a cell, in the order of the form.

        Returns
        -------
        DataFrame
            Index report_id, in the order of the reports; columns ``table.row.column`` of float64.
            Missing where a cell is blank, not applicable, undecided or not there: ``cells`` tells
            which.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> text = "| 信息内容 | 本年处理决定数量 |\\n|---|---|\\n| 行政处罚 | 12 |\\n| 行政强制 | / |"
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     wide = tk.Corpus.build(pd.DataFrame({"text": [text]}), f"{folder}/out").wide_cells()
        >>> wide.columns.tolist(), wide.iloc[0].tolist()
        (['t2_art20_6.penalty.decisions', 't2_art20_6.coercion.decisions'], [12.0, nan])
        """
        cells = self.table("cells", ["report_id", "cell_id", "value"])
        return widen_cells(cells, self.table("reports", ["report_id"])["report_id"].tolist())

    def panel(self, indicators: str | Iterable[str] | None = None, *, copies: bool = True) -> pd.DataFrame:
        """Agencies × years × indicators: one row a report, one column an indicator.

        How a value is chosen is told by ``textkit.panels.panel``, which gives the same for reports in
        hand; ``table("panel_values")`` tells what each value rests on.

        Parameters
        ----------
        indicators : list of str, optional
            Ids of indicators, in the order of the columns; default: all that have one value a report.
        copies : bool
            Whether copies, other versions of a report and texts of another genre have rows too; without
            them an agency and a year, where they are known, have one row.

        Returns
        -------
        DataFrame
            Columns report_id, agency, year and what else tells reports apart, then one of float64 for
            each indicator, NaN where unknown.

        Raises
        ------
        ValueError
            For an indicator that is none, or that has no single value.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> frame = pd.DataFrame({"text": ["全年收到政府信息公开申请12件。"], "agency": ["青澜县水利局"], "year": [2023]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     panel = tk.Corpus.build(frame, f"{folder}/out").panel(["app.received"])
        >>> panel[["agency", "year", "app.received"]].values.tolist()
        [['青澜县水利局', 2023, 12.0]]
        """
        wanted = check_indicators(indicators)
        reports = self.table("reports", PANEL_COLUMNS)
        values = self.table("panel_values", ["report_id", "indicator", "value"])
        return widen_values(reports, values, wanted, copies=copies)

    def statements(self, sections: Sequence[str] | None = None) -> pd.DataFrame:
        """The sentences of all reports that count, with what is known of each report; as ``find_recurring`` takes them.

        Copies and other versions of a report, texts of another genre and sentences that are no prose of the report are left out.

        Parameters
        ----------
        sections : list of str, optional
            Ids of sections, each with the topics below it (overview with overview.proactive …); default: all.

        Returns
        -------
        DataFrame
            report_id, section, start, end, text, agency, year, province, city; in the order of the reports.

        Raises
        ------
        ValueError
            For a section that is none; the message lists those there are.

        Warns
        -----
        UserWarning
            When the store has reports but none that counts.
        """
        _check_sections(sections)
        reports = self.table("reports", ["report_id", *_TOLD_OF_REPORTS], where=_COUNTED)
        n_others = self.counts["other_genre"]
        if reports.empty and n_others:
            warnings.warn(
                f"none of the {self.counts['reports']} texts counts: {n_others} are not known as annual reports (is_report; the table warnings says why)."
                " A text without the title and the headings of a report is none",
                stacklevel=2,
            )
        sentences = self.table("sentences", ["report_id", "section", "start", "end", "text"])
        chosen = (
            sentences["section"].fillna("") != "noise"
            if sections is None
            else sentences["section"].isin(_with_topics(sections))
        )
        return sentences[chosen].merge(reports, on="report_id", how="inner")

    def occurrences(self, sections: Sequence[str] | None = None) -> pd.DataFrame:
        """Each distinct sentence once, word for word, with how often and where it stands.

        Of the sentences that ``statements`` gives. ``recurrence`` gathers those with other numbers, names or words too.

        Parameters
        ----------
        sections : list of str, optional
            Ids of sections, each with the topics below it (overview with overview.proactive …); default: all.

        Returns
        -------
        DataFrame
            text (without line breaks and stray blanks), n_sentences, n_reports, n_agencies (int64), first_year, last_year (Int64), first_report (the
            least report_id that has it); what most reports have first.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> text = "青澜县{}2023年政府信息公开工作年度报告\\n一、总体情况\\n未收到申请。公开信息{}条。\\n五、存在的主要问题及改进情况\\n"
        >>> frame = pd.DataFrame({"text": [text.format("水利局", 18), text.format("教育局", 9)]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     found = tk.Corpus.build(frame, f"{folder}/out").occurrences(["overview"])
        >>> found[["text", "n_agencies"]].values.tolist()
        [['未收到申请。', 2], ['公开信息18条。', 1], ['公开信息9条。', 1]]
        """
        _check_sections(sections)
        asked = "sentences.section IS DISTINCT FROM 'noise'"
        if sections is not None:
            named = ", ".join(f"'{one}'" for one in _with_topics(sections))
            asked = f"sentences.section IN ({named})" if named else "false"
        found = self.sql(
            "SELECT sentences.clean AS text, count(*) AS n_sentences, count(DISTINCT report_id) AS n_reports,"
            " count(DISTINCT agency) AS n_agencies, min(year) AS first_year, max(year) AS last_year,"
            f" min(report_id) AS first_report FROM sentences JOIN reports USING (report_id) WHERE {_COUNTED} AND {asked}"
            " GROUP BY sentences.clean ORDER BY n_reports DESC, n_sentences DESC, text"
        )
        return found.astype({"first_year": "Int64", "last_year": "Int64"})

    def problem_statements(
        self,
        model: str | Path | ThemeClassifier = "themes",
        *,
        threshold: float = THRESHOLD,
        progress: Callable[[int, int], object] | None = None,
    ) -> pd.DataFrame:
        """The problem statements and measures of all section fives that count, one row each.

        Parameters
        ----------
        model : name or path of a model, or a fitted ThemeClassifier
        threshold : as in ``problems``
        progress : callable, optional
            Called with the number of reports done and the number of all.

        Returns
        -------
        DataFrame
            report_id, agency, year, province, city, kind (problem, measure), number (in the report, of its kind, from 0), start, end, text,
            themes (ids parted by blanks, the likeliest first), specificity, level, answers (numbers of the measures that answer a
            problem, or of the problems that a measure answers, parted by blanks), cluster_id (of ``problems``), similarity (masked) and
            similarity_unmasked (0 to 1, to the text of the cluster); these are missing for measures and for what does not come back.
        """
        return Frame(problem_tables(self, model, threshold=threshold, progress=progress)[1])

    def problems(
        self,
        model: str | Path | ThemeClassifier = "themes",
        *,
        threshold: float = THRESHOLD,
        progress: Callable[[int, int], object] | None = None,
    ) -> pd.DataFrame:
        """Problem statements that come back, over agencies and years, with what was promised against them.

        Parameters
        ----------
        model : name or path of a model, or a fitted ThemeClassifier
        threshold : float
            Jaccard similarity of masked character trigrams from which two statements are one.
        progress : callable, optional
            Called with the number of reports done and the number of all.

        Returns
        -------
        DataFrame
            One row a cluster, by its score: cluster_id, text (the wording that most are like), theme (the most frequent), n_statements, n_reports,
            n_agencies, n_provinces, first_year, last_year, most_years (in which one agency has it), longest_streak (most years running at one agency), streak_agency,
            streak_first_year, specificity (mean), n_answered (statements with a measure), promise (the measure that most have, in whatever words),
            n_promised (times that the problem came back at an agency in the year after a measure was promised), n_promised_again (times
            that this measure was then promised again), score (as of ``find_recurring``: ``1 - 1 / (longest_streak * (1 + log2(n_agencies)))``).

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> head = "青澜县水利局{}年政府信息公开工作年度报告\\n一、总体情况\\n公开信息18条。\\n五、存在的主要问题及改进情况\\n"
        >>> said = ["一是经办人员多为兼职。下一步将配备专职人员。", "一是经办人员仍多为兼职。下一步，将尽快配备专职人员。"]
        >>> frame = pd.DataFrame({"text": [head.format(year) + text for year, text in zip((2022, 2023), said)]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     found = tk.Corpus.build(frame, f"{folder}/out").problems()
        >>> found[["theme", "longest_streak", "n_promised", "n_promised_again"]].values.tolist()
        [['staff', 2, 1, 1]]
        """
        return Frame(problem_tables(self, model, threshold=threshold, progress=progress)[0])

    def recurring_themes(
        self,
        model: str | Path | ThemeClassifier = "themes",
        *,
        progress: Callable[[int, int], object] | None = None,
    ) -> pd.DataFrame:
        """Themes that an agency names as problems years running, in whatever words.

        ``problems`` asks for the same statement; this asks for the same theme, so it also finds what is put anew every year, at the price
        that two faults of one theme count as one.

        Parameters
        ----------
        model : name or path of a model, or a fitted ThemeClassifier
        progress : callable, optional
            Called with the number of reports done and the number of all.

        Returns
        -------
        DataFrame
            One row a run of years: agency, theme (the likeliest of a statement), first_year, last_year, n_years, n_statements (int64); the longest first.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> head = "青澜县水利局{}年政府信息公开工作年度报告\\n一、总体情况\\n公开信息18条。\\n五、存在的主要问题及改进情况\\n"
        >>> said = ["一是经办人员多为兼职。", "一是人员变动频繁，业务不熟。"]
        >>> frame = pd.DataFrame({"text": [head.format(year) + text for year, text in zip((2022, 2023), said)]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     tk.Corpus.build(frame, f"{folder}/out").recurring_themes()[["theme", "first_year", "n_years"]].values.tolist()
        [['staff', 2022, 2]]
        """
        return Frame(theme_streaks(self.problem_statements(model, progress=progress)))

    def recurrence(
        self,
        *,
        threshold: float = THRESHOLD,
        progress: Progress | None = None,
        executor: Executor | None = None,
        shared_folder: str | Path | None = None,
    ) -> pd.DataFrame:
        """Origin of each sentence: formula, carried over from the agency's earlier year, shared with another agency, original.

        Of the sentences that ``statements`` gives.

        Parameters
        ----------
        threshold : float
            Jaccard similarity of masked character trigrams from which two sentences are one text.
        progress : callable, optional
            Called with the number of passes that are done and the number of all.
        executor : concurrent.futures.Executor, optional
            Runs the passes of the join; default: in this process. What comes out is the same.
        shared_folder : path, optional
            With an executor: a folder that its workers reach, for the sentences; default: a temporary one of this machine.

        Returns
        -------
        DataFrame
            One row a sentence: report_id, agency, year, section, start, end, text, cluster_id, origin, formula_scope, official, origin_score (0 to
            1), similarity, similarity_unmasked (0 to 1, to the sentence that it matches), last_year_similarity, last_year_similarity_unmasked (the same, to the
            most alike that the agency had in the year before), n_agencies, n_years_own, match_report,
            match_agency, match_year, match_start, match_end, match_text, match_order (``compare_sentences`` aligns text and match_text). docs/recurrence.md tells the rules.

        Warns
        -----
        UserWarning
            As ``statements``.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> head = "青澜县水利局{}年政府信息公开工作年度报告\\n一、总体情况\\n{}\\n五、存在的主要问题及改进情况\\n"
        >>> texts = [
        ...     head.format(2022, "全年公开信息18条。") + "公开内容还不够全面，更新不及时。",
        ...     head.format(2023, "全年公开信息9条。") + "公开内容仍不全面，更新也不及时。",
        ... ]
        >>> frame = pd.DataFrame({"text": texts})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     found = tk.Corpus.build(frame, f"{folder}/out").recurrence()
        >>> found[["year", "section", "origin", "match_year"]].tail(1).values.tolist()
        [[2023, 'problems', 'carried_over', 2022]]
        """
        rows = self.statements()
        found = origins(
            rows, threshold=threshold, progress=progress, executor=executor, shared_folder=shared_folder
        )
        others = (
            rows[list(_OF_MATCH)]
            .rename(columns=_OF_MATCH)
            .astype({"match_start": "Int64", "match_end": "Int64"})
        )
        texts = dict.fromkeys(("origin", "formula_scope", "official", "match_order"), TEXT_DTYPE)
        table = pd.concat([rows[_OF_SENTENCE], found.astype(texts)], axis=1).join(others, on="match_row")
        return table[
            [
                *_OF_SENTENCE,
                *found.columns.drop(["match_row", "match_order"]),
                *_OF_MATCH.values(),
                "match_order",
            ]
        ]

    def originality(
        self,
        *,
        by: Literal["report", "section"] = "report",
        threshold: float | None = None,
        recurrence: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """How much of each report, or of each of its sections, is formula, carried over, shared and original.

        Parameters
        ----------
        by : "report" or "section"
        threshold : as in ``recurrence``
        recurrence : DataFrame, optional
            What ``recurrence`` gave, with whatever threshold or executor, so that the sentences are not compared once more; of rows taken out of it, the shares are of those.

        Returns
        -------
        DataFrame
            report_id, agency, year, section (where asked), n_characters (of prose), formula, carried_over, shared, original (shares of
            these characters, adding up to 1), repetition (share of what is no formula that the agency's report of the year before has
            too, numbers and names masked; missing where there is none) and repetition_unmasked (the same, word for word).

        Raises
        ------
        ValueError
            When ``by`` is none of these, a threshold is given beside ``recurrence``, or that is another table.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> text = "青澜县水利局{}年政府信息公开工作年度报告\\n一、总体情况\\n公开信息18条。\\n五、存在的主要问题及改进情况\\n更新不及时。\\n"
        >>> frame = pd.DataFrame({"text": [text.format(2022), text.format(2023)]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     shares = tk.Corpus.build(frame, f"{folder}/out").originality()
        >>> shares[["year", "carried_over", "repetition"]].values.tolist()
        [[2022, 0.0, nan], [2023, 1.0, 1.0]]
        """
        if by not in ("report", "section"):
            raise ValueError(f"by={by!r}: 'report' or 'section'")
        if recurrence is None:
            recurrence = self.recurrence(threshold=THRESHOLD if threshold is None else threshold)
        elif threshold is not None:
            raise ValueError("threshold is of the comparison, which recurrence= has behind it; leave one out")
        reports = self.table("reports", ["report_id", "agency", "year"], where=_COUNTED)
        strange = set(recurrence.get("report_id", ())) - set(reports["report_id"])
        if strange:
            raise ValueError(
                f"recurrence= is of another store: no report {min(strange)!r} counts in {self.store}"
            )
        return shares_of(recurrence, by_section=by == "section", reports=reports)

    def shared_passages(self, a: str, b: str, *, shortest: int = SHORTEST) -> pd.DataFrame:
        """Passages that two reports share, across sentence borders and also when they were moved.

        Parameters
        ----------
        a, b : report_id of both
        shortest : int
            Characters that a passage has at least, signs and blanks not counted.

        Returns
        -------
        DataFrame
            One row a passage, in the order of the first report: a_start, a_end, b_start, b_end, a_text, b_text (without line breaks, stray blanks and what stands between
            sentences), n_characters, similarity (0 to 1, numbers masked). The alignment comes with ``compare_sentences(a_text, b_text)``.

        Raises
        ------
        KeyError
            When a report is not in the store.
        ValueError
            When ``shortest`` is less than 1.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> import textkit as tk
        >>> texts = ["公开内容不全面，栏目更新也不够及时，缺少图片和视频。", "一是栏目更新也不够及时，缺少图片和视频，二是人员不足。"]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     corpus = tk.Corpus.build(pd.DataFrame({"text": texts}), f"{folder}/out")
        ...     corpus.shared_passages("0", "1", shortest=12)["a_text"].tolist()
        ['栏目更新也不够及时，缺少图片和视频']
        """
        (one, its), (other, others) = self._prose(a), self._prose(b)
        found = passages_between(one, other, a_spans=its, b_spans=others, shortest=shortest)
        table = Frame(
            [[getattr(passage, name) for name in _OF_PASSAGE] for passage in found], columns=list(_OF_PASSAGE)
        )
        for name in ("a_text", "b_text"):
            table[name] = [squeeze(text).text for text in table[name]]
        return table.astype(_OF_PASSAGE)

    def _prose(self, report_id: str) -> tuple[str, list[tuple[int, int]]]:
        """The sentences of a report, each at its place of the text, and where they stand."""
        quoted = str(report_id).replace("'", "''")
        if self.table("reports", ["report_id"], where=f"report_id = '{quoted}'").empty:
            raise KeyError(f"no report {report_id!r} in {self.store}; reports['report_id'] lists them")
        rows = self.table("sentences", ["start", "end", "text"], where=f"report_id = '{quoted}'").sort_values(
            "start"
        )
        spans = list(zip(rows["start"].tolist(), rows["end"].tolist(), strict=True))
        return prose_of(rows["start"].tolist(), rows["text"].tolist()), spans

    def export_csv(self) -> Path:
        """Write each table to the folder ``csv`` in the store, for Excel.

        Cells that begin with a sign of a formula get an apostrophe before it; text longer than
        32,767 characters, what a cell of Excel holds, is cut and ends in ``…``.

        Returns
        -------
        Path
            The folder.
        """
        check_target(self.store)
        with new_folder(self.store / "csv") as folder:
            for name in TABLES:
                write_csv(self._frames(name), folder / f"{name}.csv")
        return self.store / "csv"

    def _frames(self, name: str) -> Iterator[pd.DataFrame]:
        """The table in pieces, at least one, so that an empty table has its header."""
        pieces = self._batches(name)
        first = next(pieces, None)
        yield self.table(name) if first is None else first
        yield from pieces

    def _stored(self, name: str) -> Stored:
        return Stored(self._manifest.columns_of(name), tuple(self._manifest.files(self.store, name)))

    def _read(self, path: Path, columns: list[str]) -> pa.Table:
        with _opened(path) as file:
            return file.read(columns=columns)

    def __repr__(self) -> str:
        counts = self._manifest.counts
        return f"<Corpus {str(self.store)!r}: {counts['reports']} reports, {counts['failures']} failures>"


def _check_sections(sections: Sequence[str] | None) -> None:
    if isinstance(sections, str):
        raise TypeError(f"sections is a list of ids, not the string {sections!r}")
    unknown = [one for one in sections or () if one not in SECTION_IDS]
    if unknown:
        raise ValueError(
            f"no such section: {', '.join(map(repr, unknown))}; sections are {', '.join(SECTION_IDS)}"
        )


def _with_topics(sections: Sequence[str]) -> list[str]:
    """Sections with the topics below them."""
    return [one for one in SECTION_IDS if any(f"{one}.".startswith(f"{asked}.") for asked in sections)]


def _check_name(store: Path) -> None:
    try:
        str(store.absolute()).encode("utf-8")
    except UnicodeEncodeError as error:
        raise StoreError(f"the path of the store can't be written in UTF-8: {str(store)!a}") from error


def _layer(metadata: pd.DataFrame | str | Path | Metadata | None, found: Source) -> Layer | None:
    if metadata is None:
        return None
    if not isinstance(metadata, Metadata):
        metadata = read_metadata(metadata, index_is_id=found.own is not None)
    return Layer(metadata, match_rows(metadata, found.report_ids()))


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    """A part, with the errors of its reading told as a store's."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise StoreError(f"{path} can't be read ({error}); build the store again") from error
