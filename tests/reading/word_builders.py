"""Word files put together from raw XML, for tests of what Word writes and of what nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Enough text for a file to be taken as one.
FILLER = "本报告由县水利局办公室编制，如有疑问请与县水利局办公室联系。"


def part(root: str, inside: str, *, namespace: str = TRANSITIONAL) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{namespace}" {_NAMESPACES}>{inside}</w:{root}>'


def docx(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    footnotes: str = "",
    endnotes: str = "",
    namespace: str = TRANSITIONAL,
    kind: str = f"{_KIND}.document.main+xml",
    filler: bool = True,
) -> bytes:
    """A Word file with a body, and a paragraph of filler behind it."""
    parts = {
        "document": f"<w:body>{body}{p(FILLER) if filler else ''}<w:sectPr/></w:body>",
        "styles": styles,
        "numbering": numbering,
        "footnotes": footnotes,
        "endnotes": endnotes,
    }
    files = {
        f"word/{name}.xml": part(name, inside, namespace=namespace)
        for name, inside in parts.items()
        if inside
    }
    return package({**wiring([name for name, inside in parts.items() if inside], kind=kind), **files})


def wiring(names: Iterable[str], *, kind: str = f"{_KIND}.document.main+xml") -> dict[str, str]:
    """Content types and relations of a Word file."""
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_RELATION}/{name}" Target="{name}.xml"/>'
        for name in names
        if name != "document"
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": relations(
            f'<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": relations(links),
    }


def relations(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def package(files: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file with given members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def flat(body: str, *, styles: str = "", numbering: str = "") -> bytes:
    """The same as one XML file."""
    parts = {"document": f"<w:body>{body}{p(FILLER)}</w:body>", "styles": styles, "numbering": numbering}
    inside = "".join(
        f'<pkg:part pkg:name="/word/{name}.xml"><pkg:xmlData><w:{name} xmlns:w="{TRANSITIONAL}">{text}</w:{name}></pkg:xmlData></pkg:part>'
        for name, text in parts.items()
        if text
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{inside}</pkg:package>'
    ).encode()


# ------------------------------------------------------------------------------------------ paragraphs


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(text: str, properties: str = "") -> str:
    """A run with a text."""
    return f"<w:r><w:rPr>{properties}</w:rPr>{t(text)}</w:r>"


def p(inside: str = "", properties: str = "") -> str:
    """A paragraph of runs, or of a text."""
    runs = inside if inside.startswith("<") or not inside else r(inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def style(id: str, inside: str, *, kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{id}">{inside}</w:style>'


def styled(id: str) -> str:
    return f'<w:pStyle w:val="{id}"/>'


def field(code: str, shown: str, *, end: bool = True) -> str:
    """Runs of a field that shows a text."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    code = f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
    return marks[0] + code + marks[1] + shown + (marks[2] if end else "")


def control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def drawn_box(inside: str) -> str:
    """A text box as Word writes it since 2010, without its fallback."""
    return f"<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"


def vml_box(inside: str) -> str:
    return (
        f"<w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )


def alternatives(choice: str, fallback: str) -> str:
    return f'<mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>'


# ------------------------------------------------------------------------------------------- numbering


def numbered(num_id: int, ilvl: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num_id}"/></w:numPr>'


def lvl(ilvl: int, text: str, format: str = "decimal", more: str = "", *, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(id: int, inside: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{id}">{inside}</w:abstractNum>'


def num(id: int, abstract_id: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{id}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'


# ---------------------------------------------------------------------------------------------- tables


def tc(inside: str = "", properties: str = "") -> str:
    """A cell of blocks, or of a text."""
    blocks = inside if inside.startswith("<") else p(inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells or texts."""
    inside = "".join(cell if cell.startswith("<w:") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def tbl(*rows: str, widths: Iterable[int] = ()) -> str:
    """A table; ``widths`` of its columns where it states them."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def span(width: int) -> str:
    return f'<w:gridSpan w:val="{width}"/>'


RESTART = '<w:vMerge w:val="restart"/>'
CONTINUE = "<w:vMerge/>"
