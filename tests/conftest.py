"""Settings for all tests."""

from hypothesis import settings

# No test asserts on time: machines differ, and others work on them.
settings.register_profile("textkit", deadline=None)
settings.load_profile("textkit")
