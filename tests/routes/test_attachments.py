"""Attachments (附件) in the browser: taken one by one, refused with a sentence, sealed when downloaded."""

import io

import pytest

from portal.extensions import db
from portal.models.attachments import Attachment
from tests import factories, sample_files


def send(visitor, submission, *files):
    data = {"files": [(io.BytesIO(content), name) for name, content in files], "version": submission.version}
    return visitor.post(f"/submissions/{submission.id}/attachments", data=data)


def names():
    db.session.expire_all()
    return [row.name for row in db.session.query(Attachment).order_by(Attachment.id)]


def test_a_file_sent_by_script_is_told_as_new_in_a_revision(sign_in_as):
    case = factories.accepted_case()
    liaison = sign_in_as("sls1.liaison")
    revision_id = int(
        liaison.post(f"/submissions/{case.id}/revise", data={"version": case.version}).location.split("/")[2]
    )
    answer = liaison.post(
        f"/submissions/{revision_id}/attachments",
        data={"files": [(io.BytesIO(sample_files.image()), "补充.png")]},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.status_code == 200 and "本次新增" in answer.text


def test_one_refused_file_loses_no_other_and_is_told_by_its_name(sign_in_as):
    draft = factories.draft_case()
    answer = send(
        sign_in_as("sls1.liaison"), draft, ("现场.png", sample_files.image()), ("说明.exe", b"MZ\x90\x00")
    )
    assert answer.status_code == 422 and "说明.exe" in answer.text
    assert names() == ["现场.png"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.png", b""),
        ("假.png", b"<script>alert(1)</script>"),
        ("假.pdf", b"MZ\x90\x00"),
        ("坏.docx", b"PK\x03\x04 not an archive"),
        ("坏.xlsx", b"PK\x05\x06" + b"\x00" * 18),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_with_a_sentence(sign_in_as, name, content):
    draft = factories.draft_case()
    answer = send(sign_in_as("sls1.liaison"), draft, (name, content))
    assert answer.status_code == 422 and name in answer.text and names() == []


def test_after_submitting_nothing_is_added_replaced_or_removed(sign_in_as):
    case = factories.draft_case()
    attachment = factories.attach(case)
    factories.accept(case)
    liaison = sign_in_as("sls1.liaison")
    assert send(liaison, case, ("现场.png", sample_files.image())).status_code == 409
    assert liaison.post(f"/attachments/{attachment.id}/remove").status_code == 409


def test_a_download_is_sealed_named_in_chinese_and_nobodys_else(sign_in_as):
    attachment = factories.attach(factories.draft_case())
    address = f"/attachments/{attachment.id}/file"
    with sign_in_as("sls1.liaison").get(address) as answer:
        headers = answer.headers
        assert answer.status_code == 200 and answer.data == sample_files.image()
    assert (
        headers["Content-Disposition"].startswith("attachment")
        and "UTF-8''" in headers["Content-Disposition"]
    )
    assert headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in headers["Content-Security-Policy"]
    for other in ("sls2.liaison", "supervision", "spsc.liaison"):
        assert sign_in_as(other).get(address).status_code == 404


def test_a_revision_begins_with_the_files_of_the_one_in_force(sign_in_as):
    case = factories.draft_case()
    factories.attach(case)
    factories.accept(case)
    answer = sign_in_as("sls1.liaison").post(f"/submissions/{case.id}/revise", data={"version": case.version})
    assert answer.status_code == 302 and names() == ["现场照片.png", "现场照片.png"]
