"""Section five: problem statements, measures, themes."""

from textkit.problems._classifier import ThemeClassifier
from textkit.problems._section_five import ROW, Measure, Problem, SectionFive, section_five, section_fives

__all__ = ["ROW", "Measure", "Problem", "SectionFive", "ThemeClassifier", "section_five", "section_fives"]
