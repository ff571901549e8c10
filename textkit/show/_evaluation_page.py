"""What an evaluation found, as a page with its pictures and tables."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from textkit.learning import Evaluation

__all__ = ["write_evaluation"]

_WORST = 60
_STYLE = (
    "body{font-family:system-ui,'Microsoft YaHei',sans-serif;max-width:70em;margin:2em auto;padding:0 1em;line-height:1.6}"
    "table{border-collapse:collapse;font-size:.92em}td,th{border-bottom:1px solid #ddd;padding:.25em .6em;text-align:left;vertical-align:top}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}img{max-width:100%}"
)


def write_evaluation(
    evaluation: Evaluation, folder: str | Path, *, curve: pd.DataFrame | None = None
) -> None:
    """Write index.html, pictures (png) and tables (CSV that Excel opens) of an evaluation into a folder.

    Parameters
    ----------
    evaluation : Evaluation
    folder : made where it isn't there; files of an earlier evaluation are replaced
    curve : DataFrame, optional
        From ``learning_curve``.
    """
    from textkit.show._evaluation_plots import as_png, plot_confusion, plot_learning_curve, plot_reliability

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {"confusion": plot_confusion(evaluation), "reliability": plot_reliability(evaluation)}
    if curve is not None and len(curve):
        pictures["learning_curve"] = plot_learning_curve(curve)
        curve.to_csv(folder / "learning_curve.csv", index=False, encoding="utf-8-sig")
    images = {}
    for name, ax in pictures.items():
        data = as_png(ax)
        (folder / f"{name}.png").write_bytes(data)
        images[name] = base64.b64encode(data).decode("ascii")
    worst = evaluation.worst(_WORST)
    tables = {"worst": worst, "per_class": evaluation.per_class, "per_group": evaluation.per_group}
    for name, table in tables.items():
        _for_people(table).to_csv(folder / f"{name}.csv", index=name != "worst", encoding="utf-8-sig")
    (folder / "index.html").write_text(_page(evaluation, images, worst), encoding="utf-8")


def _for_people(table: pd.DataFrame) -> pd.DataFrame:
    """Texts that Excel would take for formulas get an apostrophe."""
    shown = table.copy()
    for name in shown.select_dtypes(exclude=["number", "bool"]).columns:
        shown[name] = [
            f"'{value}" if str(value).startswith(("=", "+", "-", "@")) else value for value in shown[name]
        ]
    return shown


def _page(evaluation: Evaluation, images: dict[str, str], worst: pd.DataFrame) -> str:
    figures = (
        f"<p>{len(evaluation.table):,} 句 sentences，{evaluation.table['group'].nunique()} 组 groups：严格 strict"
        f" <b>{evaluation.strict:.3f}</b>，宽松 lenient <b>{evaluation.lenient:.3f}</b>，宏平均 F1 macro F1"
        f" <b>{evaluation.macro_f1:.3f}</b>，校准误差 calibration error <b>{evaluation.calibration_error:.3f}</b></p>"
    )
    titles = {
        "confusion": "混淆 confusion",
        "reliability": "可靠性 reliability",
        "learning_curve": "学习曲线 learning curve",
    }
    pictures = "".join(
        f"<h2>{titles[name]}</h2><img alt='{titles[name]}' src='data:image/png;base64,{data}'>"
        for name, data in images.items()
    )
    columns = ["text", "true", "also", "predicted", "score", "group"]
    return (
        f"<!doctype html><html lang='zh'><meta charset='utf-8'><title>评估 evaluation</title><style>{_STYLE}</style>"
        f"<h1>评估 evaluation</h1>{figures}<h2>各类 per class</h2>{_table(evaluation.per_class.reset_index())}"
        f"{pictures}<h2>最确信的错误 worst errors</h2>{_table(worst[columns])}"
        f"<h2>各组 per group</h2>{_table(evaluation.per_group.sort_values('lenient').reset_index())}</html>"
    )


def _table(table: pd.DataFrame) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.itertuples(index=False))
    return f"<table><tr>{head}</tr>{rows}</table>"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"<td class='n'>{value:.2f}</td>"
    return f"<td{' class=n' if isinstance(value, int) else ''}>{escape(str(value))}</td>"
