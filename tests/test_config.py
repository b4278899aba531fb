"""Settings from the environment: what would quietly protect less than it says is refused."""

import pytest

from portal.config import Settings


def read(tmp_path, **variables):
    return Settings.from_environment({"PORTAL_DATA": str(tmp_path), **variables})


def test_without_variables_the_settings_are_the_documented_ones(tmp_path):
    settings = read(tmp_path)
    assert (settings.password_length, settings.code_roles, settings.data) == (8, (), tmp_path)


@pytest.mark.parametrize("text", ["sysadmin", "system_admin,auditor", "auditor 审计员"])
def test_a_role_that_is_none_is_refused_by_name_and_the_sentence_says_which_there_are(tmp_path, text):
    with pytest.raises(
        ValueError, match=rf"PORTAL_CODE_ROLES .*{text.split()[-1]}。.*security_admin auditor"
    ):
        read(tmp_path, PORTAL_CODE_ROLES=text)


def test_roles_that_need_a_code_are_separated_by_blanks(tmp_path):
    assert read(tmp_path, PORTAL_CODE_ROLES="system_admin  auditor").code_roles == ("system_admin", "auditor")


@pytest.mark.parametrize("text", ["4", "7", "-1"])
def test_a_length_of_passwords_below_the_promised_one_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match=r"PORTAL_PASSWORD_LENGTH .*至少 8 个字符"):
        read(tmp_path, PORTAL_PASSWORD_LENGTH=text)
    assert read(tmp_path, PORTAL_PASSWORD_LENGTH="12").password_length == 12
