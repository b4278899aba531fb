"""Paragraphs, runs and fonts of a .docx, down to the elements that python-docx has no name for."""

from typing import TYPE_CHECKING, Any

from portal.documents.fonts import BODY_FONT, FALLBACKS
from portal.documents.text import clean

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph


def write(
    paragraph: "Paragraph",
    text: str,
    *,
    size: float,
    font: str = BODY_FONT,
    align: str = "left",
    line: float | None = None,
    before: float = 0,
    after: float = 0,
) -> None:
    """Add a run of text and set its paragraph; sizes and distances in points, `line` an exact line height."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    alignments = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    alignments |= {"both": WD_ALIGN_PARAGRAPH.JUSTIFY, "left": WD_ALIGN_PARAGRAPH.LEFT}
    paragraph.alignment = alignments[align]
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    if line:
        paragraph.paragraph_format.line_spacing = Pt(line)
    _style(paragraph.add_run(clean(text)), font, size)


def write_field(paragraph: "Paragraph", code: str, *, size: float) -> None:
    """Add a field, PAGE or NUMPAGES, which the reader's program fills in."""
    field = add_element(paragraph._p, "w:fldSimple", {"w:instr": code})
    run = paragraph.add_run("1")
    _style(run, BODY_FONT, size)
    field.append(run._r)


def set_standard(document: "Document", size: float) -> None:
    """The font of everything, Chinese line breaking, and no gap between Chinese and figures."""
    from docx.shared import Pt

    normal = document.styles["Normal"]
    normal.font.size = Pt(size)
    properties = normal.element.get_or_add_rPr()
    _set_fonts(properties, BODY_FONT)
    # Figures keep a Latin language: Chinese as their language lets a program break a number anywhere.
    add_element(properties, "w:lang", {"w:val": "en-US", "w:eastAsia": "zh-CN"})
    spacing = normal.element.get_or_add_pPr()
    for number, name in enumerate(("w:autoSpaceDE", "w:autoSpaceDN")):
        spacing.insert(number, add_element(spacing, name, {"w:val": "0"}))
    _name_fallbacks(document)


def add_element(parent: Any, name: str, attributes: dict[str, str] | None = None) -> Any:
    """Append an element to another one; the schema's order is the caller's business."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for attribute, value in (attributes or {}).items():
        element.set(qn(attribute), value)
    parent.append(element)
    return element


def _style(run: Any, font: str, size: float) -> None:
    from docx.shared import Pt

    run.font.size = Pt(size)
    _set_fonts(run._r.get_or_add_rPr(), font)


def _set_fonts(properties: Any, font: str) -> None:
    """The font for every script: Word takes the East Asian one from a name of its own."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    fonts.set(qn("w:hint"), "eastAsia")


def _name_fallbacks(document: "Document") -> None:
    """Tell a reader without a font which other one to take."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    table: Any = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = parse_xml(table.blob)
    for name, fallback in FALLBACKS.items():
        font = add_element(fonts, "w:font", {"w:name": name})
        add_element(font, "w:altName", {"w:val": fallback})
        add_element(font, "w:charset", {"w:val": "86"})
        add_element(font, "w:family", {"w:val": "roman"})
    table._blob = serialize_part_xml(fonts)
