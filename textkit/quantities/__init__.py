"""Numbers with unit in running text."""

from textkit.quantities._finding import find_quantities

__all__ = ["find_quantities"]
