from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panels.panel_builder import ROWS, TITLE, chosen, report, table

import textkit as tk
from textkit.choosing import HOMES, choose_values, panel_indicators
from textkit.report import Comparison, Quantity, Report, Section, Sentence
from textkit.statute.indicators import indicators

RECEIVED = "app.received"


def made(*quantities: Quantity, section: str = "overview") -> Report:
    """A report with one sentence for each quantity, six characters long."""
    moved, sentences, text = [], [], ""
    for one in quantities:
        start = len(text)
        text += f"{one.text}。".rjust(6, "公")
        moved.append(replace(one, start=len(text) - 1 - len(one.text), end=len(text) - 1))
        sentences.append(Sentence(start, len(text), text[start:], section))
    return Report(
        text,
        quantities=tuple(moved),
        sentences=tuple(sentences),
        sections=(Section(section, None, 0, 0, 0, len(text)),),
    )


def number(value: int, **fields: object) -> Quantity:
    fields = {"unit": "件", "indicator": RECEIVED, **fields}
    return Quantity(0, 0, f"{value}{fields['unit']}", Decimal(value), **fields)  # type: ignore[arg-type]


def value_of(report: Report, indicator: str = RECEIVED) -> Decimal | None:
    choice = chosen(report, indicator)
    return choice.value if choice else None


class TestLeftOut:
    def test_a_part_of_the_same_indicator(self):
        whole = made(number(4), number(12))
        first, second = whole.quantities
        part = replace(first, whole=(second.start, second.end))
        assert value_of(replace(whole, quantities=(part, second))) == 12
        assert value_of(replace(whole, quantities=(first, second))) == 4

    def test_a_part_of_another_indicator_stays(self):
        both = made(number(12), number(9, indicator="app.natural_person"))
        whole, part = both.quantities
        both = replace(both, quantities=(whole, replace(part, whole=(whole.start, whole.end))))
        assert value_of(both, "app.natural_person") == 9

    def test_a_change(self):
        assert value_of(made(number(4, comparison=Comparison("up", "other")), number(12))) == 12

    @pytest.mark.parametrize("period", ["previous_year", "cumulative", "plan", "part_of_year"])
    def test_another_time(self, period):
        assert value_of(made(number(4, period=period), number(12))) == 12
        assert value_of(made(number(4, period=period))) is None

    @pytest.mark.parametrize("period", ["year", None])
    def test_the_year_stays(self, period):
        assert value_of(made(number(4, period=period), number(12))) == 4

    def test_a_number_as_of_a_day_gives_way_to_one_of_the_year(self):
        assert value_of(made(number(4, period="as_of"), number(12))) == 12
        assert value_of(made(number(4, period="as_of"))) == 4

    def test_what_is_cumulative_by_itself_keeps_the_cumulative(self):
        one = number(462, unit="条", indicator="disclosure.cumulative", period="cumulative")
        assert value_of(made(one), "disclosure.cumulative") == 462

    def test_vague(self):
        vague = Quantity(
            0, 0, "数十件", None, "件", "vague", low=Decimal(20), high=Decimal(99), indicator=RECEIVED
        )
        assert value_of(made(vague)) is None

    @pytest.mark.parametrize("value", ["NaN", "Infinity"])
    def test_no_number(self, value):
        assert value_of(made(replace(number(1), value=Decimal(value)))) is None

    def test_a_count_of_bills_where_money_is_asked_for(self):
        bills = number(2, indicator="fee.processing")
        money = number(340, unit="元", kind="money", indicator="fee.processing")
        assert value_of(made(bills, money), "fee.processing") == 340
        assert value_of(made(bills), "fee.processing") is None

    def test_summands_of_an_indicator_that_is_a_sum(self):
        said = report("从申请人看，商业企业5件，科研机构1件，法律服务机构2件。")
        assert value_of(said, "app.organisations") is None

    @pytest.mark.parametrize("id", ["app.channel", "disclosure.by_type", "yoy", "share", "nothing.known"])
    def test_what_has_no_single_value(self, id):
        assert list(choose_values(made(number(4, indicator=id)))) == []


class TestTaken:
    def test_a_statement_of_zero(self):
        choice = chosen(report("全年未收到政府信息公开申请。"), RECEIVED)
        assert choice is not None
        assert (choice.value, choice.source) == (0, "text")

    def test_each_counts_as_it_is_and_is_not_multiplied(self):
        assert value_of(made(number(3, each=2))) == 3

    def test_nothing_is_added_up(self):
        choice = chosen(made(number(3), number(4)), RECEIVED)
        assert choice is not None
        assert (choice.value, choice.n_candidates, choice.n_values) == (3, 2, 2)

    def test_home_before_elsewhere(self):
        both = made(number(4), number(12))
        first, second = both.sentences
        assert value_of(replace(both, sentences=(replace(first, section="problems"), second))) == 12
        assert value_of(replace(both, sentences=(first, replace(second, section="problems")))) == 4

    def test_home_before_the_general_situation(self):
        both = made(number(4), number(12))
        first, second = both.sentences
        assert (
            value_of(replace(both, sentences=(first, replace(second, section="overview.applications")))) == 12
        )

    def test_agreement_in_the_general_situation_before_home(self):
        text = f"{TITLE}一、总体情况\n全年收到申请12件。\n（二）依申请公开情况。收到网上申请9件。\n{table()}"
        assert value_of(tk.read_text(text)) == 12

    def test_what_agrees_with_the_table_before_what_does_not(self):
        said = report("春季收到申请4件。全年收到申请12件。", with_table=True)
        choice = chosen(said, RECEIVED)
        assert choice is not None
        assert (choice.value, choice.reading, choice.agrees) == (12, "newly received this year", True)

    def test_home_counts_more_than_agreement(self):
        text = (
            f"{TITLE}一、总体情况\n全年收到申请14件。\n{table()}五、存在的主要问题\n收到申请12件，数量少。\n"
        )
        assert value_of(tk.read_text(text)) == 14

    def test_own_before_a_unit(self):
        assert value_of(made(number(4, scope="unit"), number(12, scope="self"))) == 12
        assert value_of(made(number(4, scope="unit"))) == 4

    def test_place_and_sentence(self):
        said = report("公开工作稳步推进。全年收到政府信息公开申请\n12件。")
        choice = chosen(said, RECEIVED)
        assert choice is not None
        assert said.text[choice.start : choice.end] == "12件"
        assert choice.evidence == "全年收到政府信息公开申请12件。"

    def test_a_number_outside_all_sentences(self):
        assert chosen(replace(made(number(4)), sentences=()), RECEIVED).evidence == "4件"  # type: ignore[union-attr]


class TestTable:
    def test_where_the_prose_says_nothing(self):
        said = report("公开工作稳步推进。", with_table=True)
        choice = chosen(said, RECEIVED)
        assert choice is not None
        assert (choice.value, choice.source, choice.n_candidates, choice.agrees) == (12, "table", 0, None)
        assert choice.evidence == "t3_applications.new_received.total"
        assert said.text[choice.start : choice.end] == "12"

    def test_cells_of_the_first_reading_are_added_up(self):
        choice = chosen(report("公开工作稳步推进。", with_table=True), "app.organisations")
        assert choice is not None
        assert choice.value == 3
        assert choice.evidence.count(" + ") == 4

    def test_where_the_prose_speaks_of_a_unit_only(self):
        said = report("公开工作稳步推进。", with_table=True)
        (unit,) = made(number(4, scope="unit")).quantities
        choice = chosen(replace(said, quantities=(unit,)), RECEIVED)
        assert choice is not None
        assert (choice.value, choice.source) == (12, "table")

    def test_tables_count_more_where_the_prose_differs(self):
        choice = chosen(report("全年收到申请14件。", with_table=True), RECEIVED)
        assert choice is not None
        assert (choice.value, choice.source, choice.agrees) == (12, "table", False)
        assert (choice.n_candidates, choice.n_values) == (1, 1)

    @pytest.mark.parametrize("printed", ["", "/", "无", "约12"])
    def test_a_cell_without_a_number_is_unknown(self, printed):
        rows = {label: (*cells[:-1], printed) for label, cells in ROWS.items()}
        assert value_of(tk.read_text(f"{TITLE}一、总体情况\n工作稳步推进。\n{table(rows)}")) is None


def test_every_group_has_a_home():
    assert {one.group for one in panel_indicators()} <= set(HOMES)


@given(
    st.lists(
        st.builds(
            number,
            st.integers(0, 10**6),
            unit=st.sampled_from(["件", "元", "条"]),
            indicator=st.sampled_from([one.id for one in indicators()]),
            scope=st.sampled_from([None, "self", "unit"]),
            period=st.sampled_from([None, "year", "plan", "cumulative"]),
            each=st.integers(1, 3),
        ),
        max_size=12,
    )
)
def test_each_value_is_one_that_is_said(quantities):
    said = made(*quantities)
    found = list(choose_values(said))
    assert len({one.indicator for one in found}) == len(found)
    for one in found:
        assert any(
            (each.indicator, each.value, each.start, each.end)
            == (one.indicator, one.value, one.start, one.end)
            for each in said.quantities
        )
