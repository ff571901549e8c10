"""Make an environment, install, and run every check: the README's test command on any system.

Needs only Python 3.11+ and pip. Checks: lint, format, types, import contract, tests with
doctests, notebooks, and the wheel in an environment of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def interpreter(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_environment(environment: Path) -> Path:
    if not interpreter(environment).exists():
        venv.create(environment, with_pip=True)
    return interpreter(environment)


def run(title: str, *command: str | Path, cwd: Path = ROOT, **variables: str) -> None:
    print(f"== {title}", flush=True)
    began = time.monotonic()
    environment = {**os.environ, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **variables}
    finished = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, check=False)
    if finished.returncode:
        sys.exit(f"{title} failed")
    print(f"   {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (the reader may call it with an older one)
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    python = make_environment(ROOT / ".venv")
    run("install", python, "-m", "pip", "install", "--quiet", "--editable", ".[dev]")
    run("lint", python, "-m", "ruff", "check", ".")
    run("format", python, "-m", "ruff", "format", "--check", ".")
    run("types", python, "-m", "mypy")
    run("import contract", python, "-c", "from importlinter.cli import lint_imports_command as c; c()")
    run("tests and doctests", python, "-X", "warn_default_encoding", "-m", "pytest", "-q", "-rs")
    run(
        "notebooks",
        python,
        "-m",
        "pytest",
        "-q",
        "--nbmake",
        "notebooks",
        "--override-ini=testpaths=notebooks",
    )
    with tempfile.TemporaryDirectory(prefix="textkit-wheel-") as folder:
        check_wheel(python, Path(folder))


def check_wheel(python: Path, folder: Path) -> None:
    """The wheel alone does the main job, away from the checkout."""
    run("build wheel", python, "-m", "build", "--wheel", "--outdir", folder, ".")
    wheel = next(folder.glob("*.whl"))
    installed = make_environment(folder / "env")
    run("install wheel", installed, "-m", "pip", "install", "--quiet", wheel)
    reports = ROOT / "data" / "reports"
    run(
        "main job from the wheel",
        installed,
        "-m",
        "textkit",
        "analyze",
        reports,
        "-o",
        folder / "out",
        "--csv",
        cwd=folder,
    )


if __name__ == "__main__":
    main()
