"""A restricted lead (限阅) leaks nowhere: not into a page, a file, a list, a search or the trail of whoever is not named."""

import io
import zipfile
from urllib.parse import urlencode

import pytest

from portal.extensions import db
from portal.models.submissions import Submission
from tests import factories
from tests.laws.worlds import PEOPLE

NAMED = ("sls1.liaison2", "sls1.leader2", "supervision2")
READERS = [person for person in PEOPLE if person not in ("sysadmin", "secadmin", "auditor", "visitor")]


@pytest.fixture(scope="module")
def secrets(world) -> list[str]:
    """The words that name the restricted leads: title, party, and the number of each."""
    ids = [value for state, value in world.things["submission_id"].items() if state.startswith("restricted")]
    assert len(ids) == 3
    with world.app.app_context():
        numbers = [db.session.get_one(Submission, submission_id).dossier.number for submission_id in ids]
    return [*factories.SECRET.values(), *numbers]


def unpack(data: bytes) -> str:
    """All text of a workbook or a document; of any other file its own."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(package.read(name).decode(errors="replace") for name in package.namelist())


def test_no_page_of_anybody_else_names_it(answers, secrets):
    leaks = {
        f"{answer.url} tells {answer.person} of {secret}"
        for answer in answers
        for secret in secrets
        if secret in answer.page.text
    }
    assert not leaks, "read it through visible_to() or exists_for():\n" + "\n".join(sorted(leaks))


def test_no_file_that_leaves_the_portal_names_it(world, answers, secrets):
    files = {
        (answer.person, answer.url) for answer in answers if answer.status == 200 and not answer.page.text
    }
    assert any(url.endswith((".xlsx", ".docx")) or ".xlsx" in url for _, url in files), (
        "no file was looked at"
    )
    for person, url in sorted(files):
        with world.visitors[person].get(url) as answer:
            text = unpack(answer.data)
        assert not [secret for secret in secrets if secret in text], f"{url} tells {person}"


@pytest.mark.parametrize("person", READERS)
def test_nothing_that_is_offered_while_typing_names_it(world, secrets, person):
    for address in ("/parties/suggestions", "/submissions/suggestions"):
        for asked in (factories.SECRET["party_name"], "保护伞", secrets[-1]):
            answer = world.visitors[person].get(address, query_string={"q": asked})
            assert answer.status_code in (200, 403)
            assert answer.status_code == 403 or answer.json["items"] == [], (
                f"{address} tells {person} of {asked}"
            )
        assert world.visitors[person].get("/parties?name=某商行").text.count("被举报") == 0


@pytest.mark.parametrize("person", READERS)
def test_no_search_finds_it(world, secrets, person):
    ids = [value for state, value in world.things["submission_id"].items() if state.startswith("restricted")]
    for asked in (
        {"q": "充当保护伞"},
        {"q": "某商行"},
        {"kind": "lead"},
        {"q": secrets[-1]},
        {"status": "accepted"},
    ):
        page = world.visitors[person].get(f"/submissions?{urlencode(asked)}").text
        assert factories.SECRET["title"] not in page
        assert not [each for each in ids if f'href="/submissions/{each}"' in page]


def test_the_named_persons_do_read_it(world, secrets):
    """Else the tests above would hold of a lead that is nowhere at all."""
    accepted = world.things["submission_id"]["restricted_accepted"]
    for username in NAMED:
        visitor = world.app.test_client()
        visitor.post("/sign-in", data={"username": username, "password": factories.PASSWORD})
        assert factories.SECRET["title"] in visitor.get(f"/submissions/{accepted}").text
        assert factories.SECRET["title"] in visitor.get("/submissions?kind=lead").text
