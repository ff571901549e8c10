"""The version, apart, so that rooms can name it without the package's front door."""

__all__ = ["__version__"]

__version__ = "0.1.0"
