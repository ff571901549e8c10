"""Reading and comparing on the workers of a Dask cluster, also when one of them is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.frames import TABLES
from textkit.recurrence import similar_pairs

distributed = pytest.importorskip(
    "distributed", reason="Dask is not installed: pip install textkit-zwgk[dask]"
)

TEXT = """青澜县水利局{year}年政府信息公开工作年度报告
一、总体情况
全年主动公开政府信息{n}条，未收到政府信息公开申请。{own}
五、存在的主要问题及改进情况
存在的问题：河湖治理栏目更新较慢，{own}下一步将按月通报报送情况。
"""


@pytest.fixture(scope="module")
def client() -> Iterator[object]:
    cluster = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        worker_dashboard_address=None,
    )
    with cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for n in range(40):
        own = f"个别乡镇{'一二三四五六七八九十'[n % 10]}个月没有报送，{chr(0x4E00 + n)}库。"
        text = TEXT.format(year=2014 + n % 10, n=n, own=own)
        Path(folder, f"{n:02d}.txt").write_text(text, encoding="utf-8")
    return folder


class KillsOne(Executor):
    """An executor of whose workers one is killed when it begins the task with the given number."""

    def __init__(self, executor: Executor, number: int, flag: Path) -> None:
        self.executor, self.number, self.flag = executor, number, flag
        self.given = 0

    def submit(self, function, /, *args, **kwargs) -> Future:  # type: ignore[no-untyped-def]
        flag, is_deadly = self.flag, self.given == self.number
        self.given += 1

        # Within this function, so that it is sent as it stands: workers don't see the tests.
        def run() -> object:
            if is_deadly and not flag.exists():
                flag.touch()
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            return function(*args, **kwargs)

        return self.executor.submit(run)


@pytest.fixture(params=["all live", "one is killed"])
def executor(request: pytest.FixtureRequest, client, tmp_path: Path) -> Iterator[Executor]:
    executor = client.get_executor(pure=False, retries=2)
    flag = tmp_path / "killed"
    if request.param == "all live":
        yield executor
    else:
        yield KillsOne(executor, 1, flag)
        assert flag.exists()


def test_build_gives_what_one_process_gives(executor: Executor, folder: Path, tmp_path: Path) -> None:
    here = tk.Corpus.build(folder, tmp_path / "here")
    there = tk.Corpus.build(folder, tmp_path / "there", executor=executor)
    assert len(here.reports) == 40
    for name in TABLES:
        pd.testing.assert_frame_equal(here.table(name), there.table(name))


def test_join_gives_what_one_process_gives(executor: Executor, tmp_path: Path) -> None:
    texts = [
        f"{'河湖治理栏目更新较慢' * (n % 3)}乡镇{n % 41}{chr(0x4E00 + n % 97)}个月没有报送"
        for n in range(300)
    ]
    shared_folder = tmp_path / "shared"
    shared_folder.mkdir()
    here = similar_pairs(texts, threshold=0.4)
    there = similar_pairs(texts, threshold=0.4, executor=executor, shared_folder=shared_folder)
    assert len(here) > 300
    for name in ("left", "right", "jaccard"):
        assert getattr(here, name).tolist() == getattr(there, name).tolist()
    assert list(shared_folder.iterdir()) == []
