"""No broken file breaks the portal: it is taken, or refused with a sentence."""

import pytest

from portal.domain.attachments import FileKind
from tests import factories, mutated_files


@pytest.mark.parametrize("kind", FileKind)
def test_a_broken_attachment_is_taken_or_refused_with_a_sentence(kind, tmp_path):
    outcome = mutated_files.try_attachments(kind, 100, 2021, tmp_path)
    assert outcome.wrong == [] and outcome.files == 100
    assert outcome.verdicts.total() > outcome.verdicts["taken"], "no file was broken at all"


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.csv"])
def test_a_broken_sheet_is_read_or_refused_with_a_sentence(name):
    outcome = mutated_files.try_imports(name, 60, 2021)
    assert outcome.wrong == [] and outcome.files == 60
    assert min(outcome.verdicts["taken"], outcome.verdicts["refused"]) > 0


@pytest.mark.filterwarnings("ignore:holidays of")
def test_an_odd_sheet_goes_through_the_pages_or_is_refused_and_what_it_becomes_can_be_opened(sign_in_as):
    factories.account("sls1.liaison")
    outcome = mutated_files.walk_imports(sign_in_as("sls1.liaison"), 12, 2021)
    assert outcome.wrong == [] and outcome.files == 12
    assert min(outcome.verdicts[word] for word in ("taken", "wrong", "refused")) > 0
