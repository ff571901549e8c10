"""What trained models say of a report: sections, problems, themes. Models by name or as given."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from textkit.modelfiles import SHIPPED, load_model
from textkit.problems import SectionFive, ThemeClassifier, section_five
from textkit.report import Report
from textkit.sections import SectionClassifier, label_report

__all__ = ["classify_themes", "find_problems", "label_sections", "section_model", "theme_model"]

_Model = TypeVar("_Model", SectionClassifier, ThemeClassifier)


def label_sections(report: Report, model: str | Path | SectionClassifier = "sections") -> Report:
    """The report with a section for every sentence: headings first, the model where they fail.

    A sentence between two headings that follow each other in the form keeps the section of its heading. Where headings
    are missing, the likeliest labels of all sentences together are found, by what each says, by the order in which
    sections follow each other, and by what the headings that are there leave open.

    Parameters
    ----------
    report : Report
    model : name or path of a model, or a fitted SectionClassifier

    Returns
    -------
    Report
        The same with other ``sentences``: ``section_by`` is ``"model"`` and ``section_score`` the probability where
        the model decided.

    Raises
    ------
    TypeError
        When the model is of another kind.
    ModelFileError, OSError
        When the model file can't be used.

    Examples
    --------
    >>> import textkit as tk
    >>> report = tk.read_text("全年主动公开信息18条。\\n收到公开申请3件，均已答复。\\n存在更新不及时的问题。\\n下一步将充实人员。")
    >>> [sentence.section for sentence in label_sections(report).sentences]
    ['overview.proactive', 'overview.applications', 'problems', 'improvements']
    """
    return label_report(report, section_model(model))


def classify_themes(
    texts: Iterable[str], model: str | Path | ThemeClassifier = "themes"
) -> list[list[tuple[str, float]]]:
    """What problem statements are about: for each text its themes with their probability, the likeliest first.

    Parameters
    ----------
    texts : iterable of str
        One statement each; ``find_problems`` cuts them out of a report.
    model : name or path of a model, or a fitted ThemeClassifier

    Returns
    -------
    list of list of (str, float)
        At most two themes a text, ids of ``themes.toml``; empty where none is likely.

    Examples
    --------
    >>> classify_themes(["工作人员多为兼职，业务不熟", "网站栏目更新不及时"])[0][0][0]
    'staff'
    """
    return theme_model(model).predict_themes(list(texts))


def find_problems(report: Report, model: str | Path | ThemeClassifier = "themes") -> SectionFive:
    """Problem statements of section five with their themes, and the measures that answer them.

    The sections are those of the report's sentences: run ``label_sections`` first where headings are missing.

    Parameters
    ----------
    report : Report
    model : name or path of a model, or a fitted ThemeClassifier

    Examples
    --------
    >>> import textkit as tk
    >>> text = "五、存在的主要问题及改进情况\\n一是解读形式单一；二是人员多为兼职。下一步，一是制作图文解读；二是配备专职人员。"
    >>> found = find_problems(tk.read_text(text))
    >>> [(one.text, one.themes[0][0], one.measures) for one in found.problems]
    [('解读形式单一', 'interpretation', (0,)), ('人员多为兼职', 'staff', (1,))]
    """
    return section_five(report, theme_model(model))


def section_model(model: str | Path | SectionClassifier) -> SectionClassifier:
    """A section classifier by name, by path, or as given."""
    return _model(model, SectionClassifier)


def theme_model(model: str | Path | ThemeClassifier) -> ThemeClassifier:
    """A theme classifier by name, by path, or as given."""
    return _model(model, ThemeClassifier)


def _model(model: str | Path | _Model, kind: type[_Model]) -> _Model:
    if isinstance(model, str) and model in SHIPPED:
        found = _shipped(model)
    else:
        found = load_model(model) if isinstance(model, (str, Path)) else model
    if not isinstance(found, kind):
        raise TypeError(f"a {kind.__name__} is needed, got {type(found).__name__}")
    return found


@lru_cache(maxsize=len(SHIPPED))
def _shipped(name: str) -> SectionClassifier | ThemeClassifier:
    return load_model(name)
