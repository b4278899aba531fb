"""What a password must be (GB/T 22239-2019 8.1.4.1). The limits are settings; nothing here hashes."""

import re
from dataclasses import dataclass

ADVISED_LENGTH = 15
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
# How people dress up a common word, undone before it is looked up.
UNDRESS = str.maketrans("@4301!$57", "aaeoiisst")


@dataclass(frozen=True)
class PasswordRules:
    """`classes` of the four kinds of characters; `history` passwords not used again; `days` until it must be
    changed, 0 for never. Longer than `max_length` is refused before anything is hashed.
    """

    min_length: int = 8
    max_length: int = 256
    classes: int = 3
    history: int = 5
    days: int = 90

    def describe(self) -> str:
        """The rules as the form states them."""
        kinds = (
            f"，大写字母、小写字母、数字、其他字符四类中至少 {self.classes} 类" if self.classes > 1 else ""
        )
        again = f"；不能与最近 {self.history} 次用过的相同" if self.history else ""
        return f"至少 {self.min_length} 个字符（建议 {ADVISED_LENGTH} 个以上）{kinds}{again}。"


def find_faults(
    password: str, username: str, rules: PasswordRules, common: frozenset[str]
) -> tuple[str, ...]:
    """Sentences that say what is wrong with a new password; empty when it may be taken. Reuse is judged elsewhere."""
    if len(password) > rules.max_length:
        return (f"密码最多 {rules.max_length} 个字符。",)
    faults = []
    if len(password) < rules.min_length:
        faults.append(f"密码至少 {rules.min_length} 个字符，现在是 {len(password)} 个。")
    if sum(bool(re.search(kind, password)) for kind in CLASSES) < rules.classes:
        faults.append(f"大写字母、小写字母、数字、其他字符四类中至少要有 {rules.classes} 类。")
    if len(username) > 2 and username.lower() in password.lower():
        faults.append("密码里不能含有账号。")
    if is_common(password, common):
        faults.append("这个密码太常见，容易被猜到，请换一个。")
    return tuple(faults)


def is_common(password: str, common: frozenset[str]) -> bool:
    """Whether it is a listed word, also in disguise: Password123!, P@ssw0rd2021."""
    plain = password.lower()
    stem = plain.strip("0123456789!@#$%^&*()-_=+[]{};:'\",.<>/?\\|`~ ")
    forms = {plain, stem, plain.translate(UNDRESS), stem.translate(UNDRESS)}
    return len(set(plain)) <= 2 or (not stem and len(plain) < ADVISED_LENGTH) or bool(forms & common)
