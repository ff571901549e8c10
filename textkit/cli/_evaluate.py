"""``textkit evaluate``: how well a model does, or could do with these labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from textkit.cli._console import errors_as_message
from textkit.cli._train import CONTEXT, GROUPS, labels_from, theme_lists_of

if TYPE_CHECKING:
    import pandas as pd

    from textkit.learning import Evaluation

__all__ = ["evaluate"]

# Groups that evaluation keeps apart, the first column that is there counts.
APART = ("agency", "writer", "group", "report_id", "report")
FOLDS = 5
_Model = TypeVar("_Model")
EPILOG = """\
\b
With --model the model is tried on LABELS. Without it a new one is trained again and again on all agencies but
some and tried on those: what labels like these can teach.
OUT gets index.html with everything, and worst.csv, per_class.csv, per_group.csv, confusion.png, reliability.png and,
without --model, learning_curve.png.
\b
Exit codes:
  0  evaluated
  1  a file could not be read or written, or the model file can't be used
  2  wrong usage, too few groups, or no labels
"""


@click.command(epilog=EPILOG)
@click.argument("labels", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-m",
    "--model",
    "model_name",
    help="sections, themes, or a model file; default: train anew by cross-validation.",
)
@click.option(
    "-o", "--output", "out", type=click.Path(path_type=Path), help="Folder for tables and pictures."
)
@click.option("--task", type=click.Choice(["sections", "themes"]), default="sections", show_default=True)
@click.option("--label", help="Column with the labels; default section, or themes.")
@click.option("--group", help="Column that is kept apart; default agency, writer or report, what is there.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--quiet", is_flag=True, help="No progress bar.")
def evaluate(
    labels: Path,
    model_name: str | None,
    out: Path | None,
    task: str,
    label: str | None,
    group: str | None,
    seed: int,
    quiet: bool,
) -> None:
    """Tell how well sentences are put into sections, or statements into themes."""
    column = label or ("section" if task == "sections" else "themes")
    with errors_as_message():
        table = labels_from(labels, column, task)
        if group is not None and group not in table.columns:
            raise click.UsageError(f"no column {group!r}; there are {', '.join(map(str, table.columns))}")
        name = group or next(
            (one for one in APART if one in table.columns and table[one].notna().any()), None
        )
        if task == "themes":
            _evaluate_themes(table, column, model_name, name, seed)
            return
        groups = table[name].astype(str).tolist() if name else list(range(len(table)))
        evaluation = _evaluation(table, column, model_name, groups, seed, quiet=quiet)
        click.echo(evaluation.summary())
        if out:
            curve = None if model_name else _curve(table, column, groups, seed)
            _write(out, evaluation, curve)
            click.echo(f"→ {out / 'index.html'}")


def _evaluation(
    table: pd.DataFrame, column: str, model_name: str | None, groups: list, seed: int, *, quiet: bool
) -> Evaluation:
    from tqdm import tqdm

    from textkit.labelling import section_model
    from textkit.learning import cross_validate, evaluation_of
    from textkit.sections import SectionClassifier

    features, beside = _beside(table)
    if model_name:
        model = _of_kind(section_model, model_name)
        chances = model.predict_proba(features)
        return evaluation_of(
            table["text"],
            table[column].tolist(),
            chances,
            model.classes_.tolist(),
            also=beside["also"],
            groups=groups,
        )
    folds = min(FOLDS, len(set(groups)))
    if folds < 2:
        raise click.UsageError(
            "all labels are of one group; cross-validation needs two, or name a model with --model"
        )
    with tqdm(total=folds, desc="训练 training", disable=quiet or None) as bar:
        return cross_validate(
            SectionClassifier(random_state=seed), features, table[column], groups=groups,
            folds=folds, random_state=seed, progress=lambda _: bar.update(), **beside,
        )  # fmt: skip


def _beside(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """What sentences are read with, and what else training is given: further labels and the report of each."""
    features = table[[name for name in CONTEXT if name in table.columns and name != "heading"]]
    reports = next((table[name].astype(str).tolist() for name in GROUPS if name in table.columns), None)
    also = None
    if "also" in table.columns:
        also = [value.split() if isinstance(value, str) else [] for value in table["also"]]
    return features, {"also": also, "reports": reports}


def _of_kind(load: Callable[[str], _Model], name: str) -> _Model:
    try:
        return load(name)
    except TypeError as error:
        raise click.UsageError(f"{name}: {error}; --task says which kind is tried") from error


def _curve(table: pd.DataFrame, column: str, groups: list, seed: int) -> pd.DataFrame:
    from textkit.learning import learning_curve
    from textkit.sections import SectionClassifier

    features, beside = _beside(table)
    folds = min(FOLDS, len(set(groups)))
    return learning_curve(
        SectionClassifier(random_state=seed),
        features,
        table[column],
        groups=groups,
        folds=folds,
        random_state=seed,
        **beside,
    )


def _evaluate_themes(
    table: pd.DataFrame, column: str, model_name: str | None, group: str | None, seed: int
) -> None:
    from textkit.labelling import theme_model
    from textkit.learning import split_by_group
    from textkit.problems import ThemeClassifier

    texts, themes = table["text"].tolist(), theme_lists_of(table[column])
    if model_name:
        found = _of_kind(theme_model, model_name).predict_themes(texts)
    else:
        groups = table[group].astype(str).tolist() if group else list(range(len(texts)))
        folds = min(FOLDS, len(set(groups)))
        if folds < 2:
            raise click.UsageError("all labels are of one group; name a model with --model")
        found = [[] for _ in texts]
        for test in split_by_group(groups, folds=folds, random_state=seed):
            held = set(test.tolist())
            rest = [row for row in range(len(texts)) if row not in held]
            model = ThemeClassifier(random_state=seed).fit(
                [texts[row] for row in rest], [themes[row] for row in rest]
            )
            for row, one in zip(test, model.predict_themes([texts[row] for row in test]), strict=True):
                found[row] = one
    names = sorted({theme for one in themes for theme in one} | {theme for one in found for theme, _ in one})
    hits = {
        name: sum(name in one and name in dict(other) for one, other in zip(themes, found, strict=True))
        for name in names
    }
    true = {name: sum(name in one for one in themes) for name in names}
    mine = {name: sum(name in dict(one) for one in found) for name in names}
    total = sum(true.values()) + sum(mine.values())
    click.echo(f"{len(texts):,} 条 statements, micro F1 {2 * sum(hits.values()) / max(1, total):.3f}")
    for name in names:
        f1 = 2 * hits[name] / max(1, true[name] + mine[name])
        click.echo(f"  {name:<18} n {true[name]:>4}  F1 {f1:.2f}")


def _write(out: Path, evaluation: Evaluation, curve: pd.DataFrame | None) -> None:
    from textkit.show import write_evaluation

    write_evaluation(evaluation, out, curve=curve)
