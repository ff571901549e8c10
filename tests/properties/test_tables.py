"""Tables of the form printed in many ways: no cell says anything else than what was printed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.tables import (
    RENDERERS,
    joined_small_tables,
    local_grids,
    made_tables,
    open_cells,
    read_parts,
    with_header_again,
    with_marks,
    with_mistyped_words,
    without_some_cells,
    wrong_cells,
)

# Where cells have borders and the header stands whole over them.
WITH_BORDERS = ("html", "pipes", "tabs")
WAYS = st.sampled_from(sorted(RENDERERS))


@pytest.mark.parametrize("how", WITH_BORDERS)
@settings(max_examples=40, deadline=None)
@given(made=made_tables())
def test_with_borders_and_header_every_cell_is_told(how, made):
    report = read_parts([(made.section, made.grid)], how)
    assert (wrong_cells(report, made.said), open_cells(report, made.said)) == ([], [])


@pytest.mark.parametrize("how", WITH_BORDERS)
@settings(max_examples=30, deadline=None)
@given(made=joined_small_tables())
def test_tables_of_section_two_in_one(how, made):
    report = read_parts([("t2", made.grid)], how)
    assert (wrong_cells(report, made.said), open_cells(report, made.said)) == ([], [])


@settings(max_examples=150, deadline=None)
@given(made_tables(), WAYS)
def test_no_cell_is_wrong_however_printed(made, how):
    assert wrong_cells(read_parts([(made.section, made.grid)], how), made.said) == []


@settings(max_examples=60, deadline=None)
@given(made_tables())
def test_glued_cells_are_left_open_or_right(made):
    assert wrong_cells(read_parts([(made.section, made.grid)], "glued"), made.said) == []


@settings(max_examples=100, deadline=None)
@given(with_header_again(), WAYS)
def test_a_header_printed_again(made, how):
    assert wrong_cells(read_parts([(made.section, made.grid)], how), made.said) == []


@settings(max_examples=100, deadline=None)
@given(with_mistyped_words(), WAYS)
def test_mistyped_words(made, how):
    assert wrong_cells(read_parts([(made.section, made.grid)], how), made.said) == []


@settings(max_examples=100, deadline=None)
@given(local_grids(), WAYS, st.sampled_from(["t2", "t3", "t4"]))
def test_a_local_table_with_labels_of_the_form_is_none_of_its_tables(grid, how, section):
    assert wrong_cells(read_parts([(section, grid)], how), {}) == []


@settings(max_examples=100, deadline=None)
@given(made_tables(), local_grids(), WAYS, st.booleans())
def test_a_local_table_beside_one_of_the_form(made, grid, how, first):
    parts = [(made.section, made.grid), (made.section, grid)]
    assert wrong_cells(read_parts(parts[::-1] if first else parts, how), made.said) == []


@settings(max_examples=80, deadline=None)
@given(with_marks(), WAYS)
def test_marks_of_footnotes_are_no_digits(made, how):
    assert wrong_cells(read_parts([(made.section, made.grid)], how), made.said) == []


@settings(max_examples=100, deadline=None)
@given(without_some_cells(), WAYS)
def test_a_row_that_lost_a_cell_is_not_moved_up(made, how):
    assert wrong_cells(read_parts([(made.section, made.grid)], how), made.said) == []
