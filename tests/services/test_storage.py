"""The files of attachments against the database: what is lost, altered or nobody's is found."""

import os
import time
from io import BytesIO

import pytest

from portal.extensions import db
from portal.models.audit import TrailRow
from portal.services import attachments, storage, submissions, uploads
from portal.services.uploads import Upload
from portal.storage import make_key
from tests import factories, sample_files


@pytest.fixture
def run(app):
    def run(*arguments):
        done = app.test_cli_runner().invoke(args=["attachments", *arguments])
        return done.exit_code, done.output

    return run


def attach(colour="steelblue"):
    case = factories.draft_case()
    upload = Upload("现场.png", BytesIO(sample_files.image(colour=colour)))
    (outcome,) = attachments.add(factories.actor("sls1.liaison"), case, [upload])
    return outcome.attachment


def path_of(attachment):
    return uploads.get_storage().path_of(attachment.stored_name)


def list_all():
    return {key for key, _ in uploads.get_storage().list_keys()}


def age(*paths):
    yesterday = time.time() - storage.DAY - 60
    for path in paths:
        os.utime(path, (yesterday, yesterday))


def age_all():
    age(*(uploads.get_storage().path_of(key) for key in list_all()))


def test_files_as_they_were_received_are_in_order(run):
    attach()
    assert run("verify") == (0, "附件完好：1 个文件。\n")


def test_a_lost_and_an_altered_file_are_named_by_their_dossiers(run):
    lost, altered, sound = attach(), attach("red"), attach("green")
    numbers = [each.submission.dossier.number for each in (lost, altered, sound)]
    path_of(lost).unlink()
    path_of(altered).write_bytes(path_of(sound).read_bytes())
    code, said = run("verify")
    assert code == 1 and "2 个附件" in said
    assert f"{numbers[0]}　现场.png：文件不见了" in said
    assert f"{numbers[1]}　现场.png：内容与接收时不同" in said
    assert numbers[2] not in said


def test_the_sweep_takes_what_nobody_names_after_a_day_and_nothing_else(app):
    kept, gone = attach(), attach("red")
    case, key, path = gone.submission, kept.stored_name, path_of(kept)
    submissions.discard(factories.actor("sls1.liaison"), case, case.version)
    half = path.with_name(f"{path.name}.{'0' * 16}.part")
    half.write_bytes(b"half")
    assert storage.sweep() == 0
    age_all()
    swept = storage.sweep()
    assert swept > 1 and not half.exists() and path.exists()
    assert all(each.startswith(key) for each in list_all())
    row = db.session.query(TrailRow).filter_by(action="sweep").one()
    assert (row.actor_id, row.fields) == (None, f"files={swept}")


def test_a_file_that_two_revisions_share_stays_when_one_goes(app, run):
    case = factories.draft_case()
    upload = Upload("现场.png", BytesIO(sample_files.image()))
    attachments.add(factories.actor("sls1.liaison"), case, [upload])
    factories.accept(case)
    liaison = factories.actor("sls1.liaison")
    draft = submissions.revise(liaison, case, case.version)
    submissions.discard(liaison, draft, draft.version)
    age_all()
    storage.sweep()
    assert run("verify") == (0, "附件完好：1 个文件。\n")
    assert run("sweep") == (0, "已清理 0 个无主的文件。\n")


def test_a_picture_half_written_by_a_crash_is_drawn_again_all_the_same(app):
    attachment = attach()
    key = uploads.picture_key(attachment.stored_name, 1)
    picture = uploads.get_storage().path_of(key)
    picture.rename(picture.with_name(f"{picture.name}.{'0' * 16}.part"))
    with uploads.open_picture(attachment.stored_name, attachment.kind, 1) as drawn:
        assert drawn.read(4) == b"\x89PNG"


def test_two_who_keep_under_one_key_do_not_take_each_others_file(app):
    keeper, key = uploads.get_storage(), make_key("a" * 64)

    class Meanwhile(BytesIO):
        """Another worker keeps the same while this one reads."""

        def read(self, *size):
            keeper.put(key, BytesIO(b"same"))
            return super().read(*size)

    keeper.put(key, Meanwhile(b"same"))
    with keeper.open(key) as kept:
        assert kept.read() == b"same"
    keeper.delete(key)


def test_of_a_restricted_lead_the_console_names_neither_number_nor_file(app):
    lead = factories.restricted_draft()
    storage_key = factories.attach(lead).stored_name
    uploads.get_storage().path_of(storage_key).unlink()
    (fault,) = storage.list_faults()
    assert (fault.reference, fault.name) == (f"限阅-{lead.dossier_id}", "")
