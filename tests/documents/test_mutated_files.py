"""No broken file breaks the portal: it is taken, or refused with a sentence."""

import pytest

from portal.domain.attachments import FileKind
from tests import mutated_files


@pytest.mark.parametrize("kind", FileKind)
def test_a_broken_attachment_is_taken_or_refused_with_a_sentence(kind, tmp_path):
    outcome = mutated_files.try_attachments(kind, 100, 2021, tmp_path)
    assert outcome.wrong == [] and outcome.files == 100
    assert outcome.verdicts.total() > outcome.verdicts["taken"], "no file was broken at all"


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.csv"])
def test_a_broken_sheet_is_read_or_refused_with_a_sentence(name):
    outcome = mutated_files.try_imports(name, 100, 2021)
    assert outcome.wrong == [] and outcome.files == 100
    assert min(outcome.verdicts["taken"], outcome.verdicts["refused"]) > 0
