"""Make an environment, install, and run every check: the README's test command on any system.

Needs only Python 3.11+ and pip. Checks, with the newest versions of what the package needs: lint,
format, types, import contract, tests with doctests, notebooks. Then builds the source archive, from
it the wheel, and leaves the checkout: the wheel does the main job in an environment of its own, and
passes the tests of the source archive in another one that holds the lowest versions allowed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import archives

ROOT = Path(__file__).resolve().parents[1]
# The lowest versions have wheels for these.
PYTHONS_OF_LOWEST = ((3, 11), (3, 12))
# Variables of the caller that could lead back to the checkout.
NOT_INHERITED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP")
IMPORT_TIME = """
import time
began = time.perf_counter()
import textkit
print(time.perf_counter() - began)
"""


class Steps:
    """Runs commands one after the other, stops at the first that fails, and tells the time of each."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def run(self, title: str, *command: str | Path, cwd: Path = ROOT, **variables: str) -> None:
        print(f"== {title}", flush=True)
        began = time.monotonic()
        finished = subprocess.run(
            [str(part) for part in command], cwd=cwd, env=environment(**variables), check=False
        )
        if finished.returncode:
            sys.exit(f"{title} failed")
        self.seconds[title] = time.monotonic() - began
        print(f"   {self.seconds[title]:.0f} s", flush=True)

    def summary(self) -> str:
        lines = [f"{seconds:6.0f} s  {title}" for title, seconds in self.seconds.items()]
        return "\n".join([*lines, f"{sum(self.seconds.values()):6.0f} s  in all"])


def environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**kept, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **variables}


def program(folder: Path, name: str) -> Path:
    """A program of an environment, ``python`` or a console script."""
    return folder / "Scripts" / f"{name}.exe" if os.name == "nt" else folder / "bin" / name


def make_environment(folder: Path) -> Path:
    python = program(folder, "python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    return python


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (the reader may call it with an older one)
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    steps = Steps()
    python = make_environment(ROOT / ".venv")
    check_checkout(steps, python)
    with tempfile.TemporaryDirectory(prefix="textkit-", ignore_cleanup_errors=True) as folder:
        check_archives(steps, python, Path(folder))
    print(steps.summary())


def check_checkout(steps: Steps, python: Path) -> None:
    steps.run("install", python, "-m", "pip", "install", "--quiet", "--editable", ".[dev]")
    steps.run("lint", python, "-m", "ruff", "check", ".")
    steps.run("format", python, "-m", "ruff", "format", "--check", ".")
    steps.run("types", python, "-m", "mypy")
    steps.run("import contract", python, "-c", "from importlinter.cli import lint_imports_command as c; c()")
    steps.run("tests and doctests", python, "-X", "warn_default_encoding", "-m", "pytest", "-q", "-rs")
    notebooks = ["--nbmake", "notebooks", "--override-ini=testpaths=notebooks"]
    steps.run("notebooks", python, "-m", "pytest", "-q", *notebooks)


def check_archives(steps: Steps, python: Path, folder: Path) -> None:
    """Source archive and wheel, away from the checkout from here on."""
    steps.run("build", python, "-m", "build", "--outdir", folder, ".")
    sdist, wheel = next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))
    check_contents(sdist, wheel)
    source = unpacked(sdist, folder / "source")
    check_newest(steps, wheel, folder, source / "data" / "reports")
    check_lowest(steps, wheel, folder, source)


def check_contents(sdist: Path, wheel: Path) -> None:
    faults = [*archives.faults_of_sdist(sdist, ROOT), *archives.faults_of_wheel(wheel, ROOT)]
    if faults:
        sys.exit("\n".join(faults))
    print(f"== contents of {sdist.name} and {wheel.name}: complete, nothing stray", flush=True)


def unpacked(sdist: Path, folder: Path) -> Path:
    """The source archive without the package: its tests can only meet the wheel's."""
    shutil.unpack_archive(sdist, folder)
    source = next(folder.iterdir())
    shutil.rmtree(source / "textkit")
    return source


def check_newest(steps: Steps, wheel: Path, folder: Path, reports: Path) -> None:
    """What a user does first, with what a user gets."""
    home = folder / "newest"
    python = make_environment(home)
    textkit = program(home, "textkit")
    steps.run("install wheel", python, "-m", "pip", "install", "--quiet", wheel)
    steps.run("help", textkit, "--help", cwd=folder)
    steps.run("main job", textkit, "analyze", reports, "-o", folder / "out", "--csv", cwd=folder)
    times = [float(output_of(python, "-c", IMPORT_TIME, cwd=folder)) for _ in range(5)]
    print(f"== import textkit: {min(times):.3f} s, the shortest of {len(times)}", flush=True)


def output_of(*command: str | Path, cwd: Path) -> str:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    ).stdout


def check_lowest(steps: Steps, wheel: Path, folder: Path, source: Path) -> None:
    """The tests against the wheel, with the lowest versions that it allows."""
    python = make_environment(folder / "lowest")
    command = ["-m", "pip", "install", "--quiet", f"{wheel}[test]"]
    if sys.version_info[:2] in PYTHONS_OF_LOWEST:
        constraints = folder / "lowest.txt"
        constraints.write_text("\n".join(lowest_versions()), encoding="utf-8")
        command += ["--constraint", str(constraints)]
    else:
        print("== lowest versions NOT CHECKED: they have no wheels for this Python; newest ones instead")
    steps.run("install wheel, lowest versions", python, *command)
    steps.run("consistent versions", python, "-m", "pip", "check")
    tests = ["-m", "pytest", "-q", "-rs", "tests", "--pyargs", "textkit"]
    steps.run("tests of the wheel, lowest versions", python, *tests, cwd=source)


def lowest_versions() -> list[str]:
    """Lower bounds of the dependencies as pins; a bound that is no ``name>=version`` is told."""
    import tomllib  # not in the older ones that main turns away

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    faults = [one for one in project["dependencies"] if not re.fullmatch(r"[\w.-]+>=[\d.]+", one)]
    if faults:
        sys.exit(f"pyproject.toml: a dependency must be written name>=version, not {', '.join(faults)}")
    return [one.replace(">=", "==") for one in project["dependencies"]]


if __name__ == "__main__":
    main()
