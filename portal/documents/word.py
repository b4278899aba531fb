"""Documents (.docx): a Form on A4 as official papers are set, every cell framed, spans merged."""

from io import BytesIO
from typing import TYPE_CHECKING

from portal.documents.appendices import Appendix
from portal.documents.fonts import HEAD_FONT, TITLE_FONT
from portal.documents.forms import POINT_MM, draw_grid, settle
from portal.documents.lettering import set_standard, write, write_field
from portal.documents.text import clean, count_lines
from portal.domain.drawings import Form

if TYPE_CHECKING:
    from docx.document import Document

A4_MM = (210.0, 297.0)
TOP_MM, BOTTOM_MM, FOOTER_MM = 18.0, 17.0, 9.0
TITLE_SIZE, MARK_SIZE, BODY_SIZE, NOTE_SIZE, FOOTER_SIZE = 22, 16, 12, 10.5, 7.5
TITLE_LINE, MARK_LINE, BODY_LINE, NOTE_LINE = 34, 24, 18, 15
APPENDIX_LINE = 22


def write_form(form: Form, *, footer: str = "") -> bytes:
    """The form as a .docx file, portrait or landscape as it says; `footer` stands left of the page numbers.

    Set to fit one page, with an extra page (附页) behind it for what its long texts leave over. Rows stay whole on a
    page, but for one that holds a cell that may break.
    """
    # Imported here, as everywhere on this floor: the portal starts without any document library loaded.
    from docx import Document

    document = Document()
    _set_up(document, form)
    taken = _draw_head(document, form)
    width = sum(form.column_widths_mm)
    note_lines = sum(count_lines(note, width / (NOTE_SIZE * POINT_MM / 2)) for note in form.footnotes)
    height = A4_MM[1 if form.portrait else 0] - TOP_MM - BOTTOM_MM
    form, size, appendices = settle(form, height - (taken + note_lines * NOTE_LINE + 8) * POINT_MM)
    draw_grid(document, form, size)
    for number, note in enumerate(form.footnotes):
        write(document.add_paragraph(), note, size=NOTE_SIZE, line=NOTE_LINE, before=4 if number == 0 else 0)
    if appendices:
        _draw_appendices(document, form, appendices)
    _draw_footer(document, footer, width)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: "Document", form: Form) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    width, height = A4_MM if form.portrait else A4_MM[::-1]
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm((width - sum(form.column_widths_mm)) / 2)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.header_distance = section.footer_distance = Mm(FOOTER_MM)
    set_standard(document, BODY_SIZE)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = clean(form.title), "", ""


def _draw_head(document: "Document", form: Form) -> float:
    """Draw what stands above the grid; its height in points."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    taken = TITLE_LINE + 6.0
    if form.mark:
        write(document.add_paragraph(), form.mark, font=HEAD_FONT, size=MARK_SIZE, line=MARK_LINE)
        taken += MARK_LINE
    title = document.add_paragraph()
    write(title, form.title, font=TITLE_FONT, size=TITLE_SIZE, line=TITLE_LINE, align="center", after=6)
    if not form.heading:
        return taken
    line = document.add_paragraph()
    width = sum(form.column_widths_mm)
    if len(form.heading) > 2:
        line.paragraph_format.tab_stops.add_tab_stop(Mm(width / 2), WD_TAB_ALIGNMENT.CENTER)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    write(line, "\t".join(form.heading), size=BODY_SIZE, line=BODY_LINE, after=3)
    return taken + BODY_LINE + 3


def _draw_appendices(document: "Document", form: Form, appendices: tuple[Appendix, ...]) -> None:
    from docx.shared import Pt

    mark = document.add_paragraph()
    mark.paragraph_format.page_break_before = True
    write(mark, "附页", font=HEAD_FONT, size=MARK_SIZE, line=MARK_LINE)
    title = document.add_paragraph()
    write(title, form.title, font=TITLE_FONT, size=TITLE_SIZE, line=TITLE_LINE, align="center", after=6)
    write(document.add_paragraph(), form.subject, size=BODY_SIZE, line=APPENDIX_LINE, align="center", after=6)
    for appendix in appendices:
        heading = document.add_paragraph()
        write(
            heading,
            f"{appendix.name}（接前页）",
            font=HEAD_FONT,
            size=BODY_SIZE,
            line=APPENDIX_LINE,
            before=6,
        )
        heading.paragraph_format.keep_with_next = True
        for text in appendix.text.split("\n"):
            paragraph = document.add_paragraph()
            write(paragraph, text, size=BODY_SIZE, line=APPENDIX_LINE, align="both")
            paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)


def _draw_footer(document: "Document", footer: str, width_mm: float) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    line = document.sections[0].footer.paragraphs[0]
    line.style = document.styles["Normal"]
    line.paragraph_format.tab_stops.add_tab_stop(Mm(width_mm), WD_TAB_ALIGNMENT.RIGHT)
    write(line, f"{footer}\t第 ", size=FOOTER_SIZE)
    write_field(line, "PAGE", size=FOOTER_SIZE)
    write(line, " 页，共 ", size=FOOTER_SIZE)
    write_field(line, "NUMPAGES", size=FOOTER_SIZE)
    write(line, " 页", size=FOOTER_SIZE)
