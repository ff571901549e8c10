"""Small texts in the manner of the genre, and what the tests look at in a document."""

from textkit.reading import Block, Document

SENTENCES = (
    "本报告依据《中华人民共和国政府信息公开条例》编制，数据统计期限为2023年1月1日至12月31日。",
    "2023年，我局主动公开政府信息186条，其中规范性文件解读12件，回应群众关切9次。",
    "全年收到公开申请7件，上年结转1件，均在法定期限内答复，未发生行政复议和行政诉讼。",
    "下一步，将把公开属性审核提前到拟稿环节，由股室负责人逐件签字。",
)
REPORT = "\n".join(
    (
        "青澜县水利局2023年政府信息公开工作年度报告",
        SENTENCES[0],
        "一、总体情况",
        SENTENCES[1],
        SENTENCES[2],
        "六、其他需要报告的事项",
        SENTENCES[3],
    )
)
TITLE = "青澜县水利局2023年政府信息公开工作年度报告"
BODY = "".join(f"<p>{line}</p>" for line in REPORT.split("\n")[1:])


def texts(document: Document, kind: str | None = None) -> list[str]:
    """Texts of the blocks of a kind, of all blocks without one."""
    return [document.text[b.start : b.end] for b in document.blocks if kind is None or b.kind == kind]


def block_of(document: Document, words: str) -> Block:
    """The one block that holds some words."""
    found = [block for block in document.blocks if words in document.text[block.start : block.end]]
    assert len(found) == 1, (words, found)
    return found[0]


def stated(document: Document) -> dict[str, str]:
    return {field.name: field.text for field in document.fields}


def assert_sound(document: Document) -> None:
    """Blocks in order, apart, over every character that is no blank; fields where they say."""
    at = 0
    for block in document.blocks:
        assert at <= block.start < block.end <= len(document.text)
        assert not document.text[at : block.start].strip()
        assert block.place
        at = block.end
    assert not document.text[at:].strip()
    for field in document.fields:
        assert (field.start is None) == (field.end is None)
        if field.start is not None:
            assert document.text[field.start : field.end] == field.text
