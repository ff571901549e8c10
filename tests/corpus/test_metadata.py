from datetime import date, datetime

import pandas as pd
import pytest

from textkit.corpus import MetadataError, read_metadata
from textkit.corpus._fields import FIELDS, field_of
from textkit.corpus._metadata import match_rows

CSV = "文件名,发布机关,年度,发布日期,备注\r\na.txt,青澜县水利局,2023,2024/1/31,初稿\r\nb.txt,青澜县教育局,2024,2025/2/1,\r\n"


def metadata_of(**columns):
    return read_metadata(pd.DataFrame({"file": ["a.txt"], **columns}))


def read_csv(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "m.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_metadata(path)


def extra(metadata, name):
    return next(
        (column.dtype, values.to_pylist()) for column, values in metadata.extras if column.name == name
    )


class TestFile:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_encodings(self, tmp_path, encoding):
        metadata = read_csv(tmp_path, CSV, encoding)
        assert metadata.keys == ("a.txt", "b.txt")
        assert metadata.fields["agency"].to_pylist() == ["青澜县水利局", "青澜县教育局"]
        assert extra(metadata, "备注") == ("str", ["初稿", None])

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_delimiters(self, tmp_path, delimiter):
        metadata = read_csv(tmp_path, CSV.replace(",", delimiter))
        assert metadata.fields["year"].to_pylist() == [2023, 2024]
        assert metadata.fields["published"].to_pylist() == [date(2024, 1, 31), date(2025, 2, 1)]

    def test_quoted_cells_hold_delimiters_and_line_breaks(self, tmp_path):
        metadata = read_csv(tmp_path, '文件,备注\na.txt,"甲,乙\n丙"\n')
        assert extra(metadata, "备注") == ("str", ["甲,乙\n丙"])

    def test_blank_rows_are_passed_over_and_rows_counted_as_a_spreadsheet_does(self, tmp_path):
        with pytest.raises(MetadataError, match="row 4, column 年度: 'x'"):
            read_csv(tmp_path, "文件,年度\na.txt,2023\n,\nb.txt,x\n")

    def test_short_rows_end_in_blanks(self, tmp_path):
        assert read_csv(tmp_path, "文件,年度,组\na.txt\n").fields["year"].to_pylist() == [None]

    def test_columns_without_a_head_and_without_a_value_are_left_out(self, tmp_path):
        metadata = read_csv(tmp_path, "文件,年度,,\na.txt,2023,,\n")
        assert metadata.extras == ()

    def test_cell_beyond_the_heads_is_an_error(self, tmp_path):
        with pytest.raises(MetadataError, match="row 2: '乙' stands in a column without a name"):
            read_csv(tmp_path, "文件,备注\na.txt,甲,乙\n")

    def test_open_quotation_mark_is_an_error(self, tmp_path):
        with pytest.raises(MetadataError, match="is a quotation mark not closed"):
            read_csv(tmp_path, '文件,备注\na.txt,"甲\nb.txt,乙\n')

    @pytest.mark.parametrize("content", [b"", b"\n\n", b" , \n"])
    def test_empty_file(self, tmp_path, content):
        with pytest.raises(MetadataError, match="is empty; its first row holds the names"):
            read_csv(tmp_path, content)

    @pytest.mark.parametrize("content", [b"PK\x03\x04 xl/workbook.xml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
    def test_workbook_is_told(self, tmp_path, content):
        with pytest.raises(
            MetadataError, match=r"m\.csv is a workbook, not CSV; save it in Excel as 'CSV UTF-8'"
        ):
            read_csv(tmp_path, content)

    def test_picture_is_told(self, tmp_path):
        with pytest.raises(MetadataError, match="can't be read as CSV: this is a PNG picture"):
            read_csv(tmp_path, b"\x89PNG\r\n\x1a\n")

    def test_bad_bytes_are_an_error(self, tmp_path):
        content = CSV.encode() * 100 + "文".encode()[:2]
        with pytest.raises(MetadataError, match="save it again as 'CSV UTF-8'"):
            read_csv(tmp_path, content)

    def test_rows_may_be_none(self, tmp_path):
        assert len(read_csv(tmp_path, "文件,年度,组\n")) == 0


class TestNames:
    @pytest.mark.parametrize(
        ("name", "field"),
        [
            ("机关", "agency"), ("年度", "year"), ("省", "province"), ("市", "city"), ("县", "county"),
            ("层级", "level"), ("机关类别", "agency_type"), ("地区", "region"), ("区划代码", "region_code"),
            ("发布日期", "published"), ("标题", "title"), ("起始日期", "period_start"), ("截止日期", "period_end"),
            ("机关标识", "agency_id"), ("文件名", "file_name"), ("文件", "file_name"), ("报告编号", "report_id"),
            ("File", "file_name"), (" Report_ID ", "report_id"), ("县（市、区）", "county"), ("ｙｅａｒ", "year"),
        ],
    )  # fmt: skip
    def test_known_names(self, name, field):
        assert field_of(name) == field

    @pytest.mark.parametrize("name", ["备注", "year_of_birth", "编制人", "", "url"])
    def test_other_names(self, name):
        assert field_of(name) is None

    def test_every_field_has_a_chinese_name(self):
        chinese = {
            field_of(name) for name in "标题 机关 机关标识 机关类别 层级 省 市 县 地区 区划代码 年度".split()
        }
        chinese |= {field_of(name) for name in ("起始日期", "截止日期", "发布日期")}
        assert chinese == set(FIELDS)

    def test_two_columns_for_one_field_are_an_error(self):
        with pytest.raises(MetadataError, match="two columns for year: '年度' and 'year'; keep one"):
            metadata_of(年度=[2023], year=[2024])

    def test_names_that_differ_in_case_are_an_error(self):
        with pytest.raises(MetadataError, match="two columns for url: 'URL' and 'url'"):
            metadata_of(URL=["x"], url=["y"])

    @pytest.mark.parametrize(
        "name", ["format", "n_Sentences", "duplicate_of", "agency_detected", " encoding "]
    )
    def test_names_that_reports_has_itself_are_refused(self, name):
        with pytest.raises(MetadataError, match=f"of its own by the name of {name}; rename these"):
            metadata_of(**{name: ["x"]})

    def test_line_break_in_a_name_becomes_a_blank(self):
        assert metadata_of(**{"得分\n(总)": [1]}).extras[0][0].name == "得分 (总)"

    def test_what_cannot_be_seen_is_left_out_of_names(self):
        metadata = metadata_of(**{"\ufeff年度": [2023], "得\u200b分\0": [1]})
        assert metadata.fields["year"].to_pylist() == [2023]
        assert metadata.extras[0][0].name == "得分"

    @pytest.mark.parametrize("name", ["", "  ", "\ufeff"])
    def test_column_without_a_name_is_refused(self, name):
        with pytest.raises(MetadataError, match="a column without a name"):
            metadata_of(**{name: [1]})

    def test_columns_on_levels_are_refused(self):
        frame = pd.DataFrame([["a.txt", 1]], columns=pd.MultiIndex.from_tuples([("file", ""), ("a", "b")]))
        with pytest.raises(MetadataError, match="columns on several levels"):
            read_metadata(frame)


class TestKey:
    def test_report_id_goes_before_the_file_name(self):
        frame = pd.DataFrame({"file": ["a.txt"], "report_id": ["2023/a.txt"]})
        metadata = read_metadata(frame)
        assert (metadata.keys, metadata.by_name, metadata.extras) == (("2023/a.txt",), False, ())

    def test_index_may_be_the_key(self):
        metadata = read_metadata(pd.DataFrame({"年度": [2023]}, index=["a.txt"]))
        assert (metadata.keys, metadata.by_name) == (("a.txt",), True)

    def test_index_with_a_name_may_be_the_key(self):
        frame = pd.DataFrame({"报告编号": ["x/a.txt"], "年度": [2023]}).set_index("报告编号")
        metadata = read_metadata(frame)
        assert (metadata.keys, metadata.by_name) == (("x/a.txt",), False)

    def test_no_key_is_an_error(self):
        with pytest.raises(MetadataError, match=r"doesn't say which report .* columns are 年度"):
            read_metadata(pd.DataFrame({"年度": [2023]}))

    def test_numbers_are_ids_without_fraction(self):
        assert read_metadata(pd.DataFrame({"report_id": [7.0, None]})).keys == ("7", "")

    def test_other_things_are_no_metadata(self):
        with pytest.raises(TypeError, match=r"not Series; a Series becomes a DataFrame with \.to_frame"):
            read_metadata(pd.Series([1]))


class TestFields:
    @pytest.mark.parametrize("value", [2023, 2023.0, "2023", "2023年", " ２０２３ ", "2023年度", "2023.0"])
    def test_years(self, value):
        assert metadata_of(year=[value]).fields["year"].to_pylist() == [2023]

    @pytest.mark.parametrize(
        "value", [1989, 2101, 2023.5, "二〇二三", "23", True, "abc", float("inf"), date(2023, 1, 1)]
    )
    def test_no_years(self, value):
        with pytest.raises(
            MetadataError, match=r"column year: .*; legal is a whole number from 1990 to 2100"
        ):
            metadata_of(year=[value])

    @pytest.mark.parametrize(
        "value",
        [
            "2024-01-31", "2024/1/31", "2024.1.31", "2024年1月31日", "20240131", 20240131, "2024/1/31 10:22",
            "2024-01-31T10:22:33Z", date(2024, 1, 31), datetime(2024, 1, 31, 23, 59), pd.Timestamp(2024, 1, 31),
            pd.Timestamp("2024-01-31 08:00", tz="Asia/Shanghai"),
        ],
    )  # fmt: skip
    def test_days(self, value):
        assert metadata_of(发布日期=[value]).fields["published"].to_pylist() == [date(2024, 1, 31)]

    @pytest.mark.parametrize("value", ["2024-13-01", "2024", "31.1.2024", 45322, "1900-01-01", True, "昨天"])
    def test_no_days(self, value):
        with pytest.raises(MetadataError, match=r"column published: .*; legal is a day from 1990 to 2100"):
            metadata_of(published=[value])

    @pytest.mark.parametrize(
        ("value", "level"), [("county", "county"), ("县级", "county"), ("乡镇", "township")]
    )
    def test_levels(self, value, level):
        assert metadata_of(level=[value]).fields["level"].to_pylist() == [level]

    def test_no_level_names_the_legal_ones(self):
        with pytest.raises(
            MetadataError, match="'村级'; legal is one of national, province, city, county, township"
        ):
            metadata_of(层级=["村级"])

    @pytest.mark.parametrize(
        ("value", "kind"), [("department", "department"), ("事业单位及其他", "public_institution")]
    )
    def test_kinds_of_agency(self, value, kind):
        assert metadata_of(agency_type=[value]).fields["agency_type"].to_pylist() == [kind]

    def test_no_kind_of_agency_names_the_legal_ones(self):
        with pytest.raises(MetadataError, match=r"legal is one of .*department"):
            metadata_of(agency_type=["company"])

    def test_codes_may_be_numbers(self):
        frame = pd.DataFrame({"file": ["a", "b"], "region_code": [320831.0, None]})
        assert read_metadata(frame).fields["region_code"].to_pylist() == ["320831", None]

    def test_number_as_a_name_is_an_error(self):
        with pytest.raises(MetadataError, match="column agency: 5; legal is text"):
            metadata_of(agency=[5])

    @pytest.mark.parametrize("value", [None, "", "  ", float("nan"), pd.NA, pd.NaT])
    def test_blank_cells_are_missing(self, value):
        metadata = metadata_of(**{field: [value] for field in FIELDS})
        assert all(values.to_pylist() == [None] for values in metadata.fields.values())

    def test_end_before_the_start_is_an_error(self):
        with pytest.raises(MetadataError, match="period_end 2023-01-01 lies before period_start 2023-12-31"):
            metadata_of(period_start=["2023-12-31"], period_end=["2023-01-01"])

    def test_faults_come_in_the_order_of_rows_and_are_counted(self):
        frame = pd.DataFrame({"file": list("abcdefgh"), "层级": ["?"] * 8, "年度": ["!"] * 8})
        with pytest.raises(MetadataError) as error:
            read_metadata(frame)
        lines = str(error.value).splitlines()
        assert lines[0] == "metadata: 16 values can't be used"
        assert lines[1].startswith("row with index 0, column 层级: '?'")
        assert lines[2].startswith("row with index 0, column 年度: '!'")
        assert lines[-1] == "… and 11 more"


class TestExtras:
    @pytest.mark.parametrize(
        ("cells", "dtype", "values"),
        [
            (["1", "", "-20"], "Int64", [1, None, -20]),
            (["1", "2.5", "1e-3"], "float64", [1.0, 2.5, 0.001]),
            (["true", "FALSE", ""], "boolean", [True, False, None]),
            (["2024-01-31", "2024/2/1"], "datetime64[s]", [date(2024, 1, 31), date(2024, 2, 1)]),
            (
                ["2024-01-31 10:05", "2024/2/1"],
                "datetime64[us]",
                [datetime(2024, 1, 31, 10, 5), datetime(2024, 2, 1)],
            ),
            (["007", "12"], "str", ["007", "12"]),
            (["12345678901234567890", "1"], "str", ["12345678901234567890", "1"]),
            (["是", "否"], "str", ["是", "否"]),
            (["1,234", "2"], "str", ["1,234", "2"]),
            (["1e999", "1"], "str", ["1e999", "1"]),
            (["2024-02-30", "2024-02-28"], "str", ["2024-02-30", "2024-02-28"]),
            (["", ""], "str", [None, None]),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_cells_of_a_file(self, tmp_path, cells, dtype, values):
        quoted = "".join(f'{n}.txt,"{cell}"\n' for n, cell in enumerate(cells))
        assert extra(read_csv(tmp_path, f"文件,甲\n{quoted}"), "甲") == (dtype, values)

    @pytest.mark.parametrize(
        ("values", "dtype", "kept"),
        [
            ([1, 2], "Int64", [1, 2]),
            ([1, None], "float64", [1.0, None]),
            (pd.array([1, None], dtype="Int64"), "Int64", [1, None]),
            ([2**53 + 1, 0], "Int64", [2**53 + 1, 0]),
            ([True, False], "boolean", [True, False]),
            ([True, None], "boolean", [True, None]),
            (["甲", "  "], "str", ["甲", None]),
            (pd.Categorical(["甲", None]), "str", ["甲", None]),
            (pd.to_datetime(["2024-01-31", None]), "datetime64[s]", [date(2024, 1, 31), None]),
            ([date(2024, 1, 31), None], "datetime64[s]", [date(2024, 1, 31), None]),
            (pd.to_datetime(["2024-01-31 10:00", None]), "datetime64[us]", [datetime(2024, 1, 31, 10), None]),
            (
                pd.to_datetime(["2024-01-31 10:00"] * 2).tz_localize("Asia/Shanghai"),
                "datetime64[us]",
                [datetime(2024, 1, 31, 10)] * 2,
            ),
            (pd.array([None, None], dtype="boolean"), "boolean", [None, None]),
            ([None, None], "str", [None, None]),
        ],
    )
    def test_values_of_a_frame(self, values, dtype, kept):
        metadata = read_metadata(pd.DataFrame({"file": ["a", "b"], "甲": values}))
        assert extra(metadata, "甲") == (dtype, kept)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ([1], "column 甲 holds list; legal are numbers"),
            ({"a": 1}, "column 甲 holds dict"),
            (pd.Timedelta(1), "column 甲 holds Timedelta"),
            (float("inf"), "column 甲 holds inf, beyond"),
            (2**63, "column 甲 holds 9223372036854775808, beyond"),
        ],
    )
    def test_what_no_cell_holds(self, value, message):
        with pytest.raises(MetadataError, match=f"row with index 0, {message}"):
            metadata_of(甲=pd.Series([value], dtype=object))

    def test_mixed_kinds_name_the_row(self):
        frame = pd.DataFrame({"甲": [1, "2"]}, index=["a.txt", "b.txt"])
        with pytest.raises(MetadataError, match=r"row with index b\.txt, column 甲 holds numbers and text"):
            read_metadata(frame)

    def test_half_of_a_surrogate_pair_is_replaced(self):
        assert extra(metadata_of(甲=pd.Series(["报\ud83c告"], dtype=object)), "甲") == ("str", ["报\ufffd告"])


class TestMatching:
    IDS = ("2022/a.txt", "2023/a.txt", "b.txt", "c.txt")

    def rows(self, head, *keys):
        return match_rows(read_metadata(pd.DataFrame({head: list(keys)})), self.IDS)

    def test_report_id(self):
        assert self.rows("report_id", "b.txt", "2023/a.txt", "a.txt") == {"b.txt": 0, "2023/a.txt": 1}

    @pytest.mark.parametrize("key", ["b.txt", " b.txt ", "./b.txt", "D:\\reports\\b.txt", "/data/b.txt"])
    def test_last_part_of_a_path(self, key):
        assert self.rows("file", key) == {"b.txt": 0}

    @pytest.mark.parametrize("key", ["2023/a.txt", "2023\\a.txt", ".\\2023\\a.txt"])
    def test_path_from_the_root_is_no_mere_name(self, key):
        assert self.rows("file", key) == {"2023/a.txt": 0}

    def test_name_of_two_files_is_an_error_that_names_both(self):
        with pytest.raises(
            MetadataError, match=r"a\.txt stands for 2022/a\.txt and 2023/a\.txt; give report_id"
        ):
            self.rows("file", "b.txt", "a.txt")

    def test_two_rows_for_one_report_are_an_error(self):
        with pytest.raises(MetadataError, match=r"index 0 and row with index 2 are both about b\.txt"):
            self.rows("file", "b.txt", "c.txt", "x/b.txt")

    def test_blank_and_unknown_keys_match_nothing(self):
        assert self.rows("file", None, "", "d.txt") == {}
