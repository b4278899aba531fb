"""What a password must be."""

import pytest

from portal.domain.passwords import PasswordRules, find_faults

RULES = PasswordRules()
COMMON = frozenset({"password", "admin", "qwer", "tiequan", "1qaz@wsx"})


def faults(password, rules=RULES, username="sls1.liaison"):
    return "".join(find_faults(password, username, rules, COMMON))


@pytest.mark.parametrize(
    "password", ["Lake-side-42", "湖边的天鹅Swan42", "correct horse Battery", "aB3$efgh"]
)
def test_a_password_of_three_classes_that_nobody_guesses_may_be_taken(password):
    assert faults(password) == ""


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("aB3$efg", "至少 8 个字符，现在是 7 个"),
        ("abcdefgh1", "四类中至少要有 3 类"),
        ("A" * 257 + "b1", "最多 256 个字符"),
        ("Sls1.Liaison-2021", "不能含有账号"),
        ("Password123!", "太常见"),
        ("P@ssw0rd2021", "太常见"),
        ("Admin@2021", "太常见"),
        ("Qwer1234!", "太常见"),
        ("1qaz@WSX", "太常见"),
        ("2021-10-08", "太常见"),
        ("11111111", "太常见"),
    ],
)
def test_a_weak_password_is_refused_with_what_is_wrong(password, sentence):
    assert sentence in faults(password)


def test_an_over_long_password_is_not_looked_at_further():
    assert find_faults("x" * 100_000, "a", RULES, COMMON) == ("密码最多 256 个字符。",)


def test_every_limit_is_a_setting():
    assert faults("abcdefgh", PasswordRules(classes=1)) == ""
    assert "至少 12 个字符" in faults("aB3$efgh", PasswordRules(min_length=12))


def test_the_rules_are_stated_as_they_are_set():
    assert "至少 8 个字符（建议 15 个以上）" in RULES.describe() and "最近 5 次" in RULES.describe()
    plain = PasswordRules(classes=1, history=0).describe()
    assert "类" not in plain and "最近" not in plain
