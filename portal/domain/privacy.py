"""Personal data (个人信息): found in texts that may be published, and masked where a reader needs no name."""

import re

# Not inside a longer run of digits: a mobile number, also in groups, a resident's identity number, a bank card of the
# kind that people carry; and what stands behind 微信. Each pattern begins with a character that the search can jump
# to, and only there looks at the one before: looked for before every character of a text, it took five times as long.
PATTERNS = (
    ("手机号码", re.compile(r"1(?<![0-9]1)[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")),
    ("身份证号码", re.compile(r"[1-9](?<![0-9][1-9])[0-9]{16}[0-9Xx](?![0-9A-Za-z])")),
    ("银行卡号", re.compile(r"62(?<![0-9]62)[0-9]{2}(?: ?[0-9]{4}){3}(?: ?[0-9]{3})?(?![0-9])")),
    ("微信号", re.compile(r"微信号?[：:]?\s*[A-Za-z][A-Za-z0-9_-]{5,19}")),
)


def find_personal_data(text: str | None) -> tuple[str, ...]:
    """The kinds of personal data that a text contains, by their Chinese names."""
    return tuple([word for word, pattern in PATTERNS if pattern.search(text)]) if text else ()


# The last characters by which a business or an institution is known.
ORGANISATIONS = re.compile(
    r"(公司|店|厂|社|部|行|所|院|中心|超市|市场|商场|站|馆|场|会|摊|坊|户|网|平台|集团|处|局|铺|园|庄|城)$"
)
LONGEST_NAME = 4
PERSON = re.compile(rf"[一-鿿·]{{2,{LONGEST_NAME}}}")


def looks_like_person(name: str) -> bool:
    """Whether a name that nobody has marked is rather a natural person's: two to four characters, no business."""
    name = name.strip()
    return bool(PERSON.fullmatch(name)) and not ORGANISATIONS.search(name) and "某" not in name


def mask_name(name: str) -> str:
    """A natural person's name as lists show it: 张三 → 张某, 张三丰 → 张某某."""
    name = name.strip()
    return name[:1] + "某" * (min(len(name), 3) - 1)


def mask_value(field: str, value: object, name: str) -> object:
    """What a field of a filing shows of a natural person's name; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    return mask_name(name) if field == "party_name" else mask_in(value, name)


def mask_in(text: str, name: str) -> str:
    """A text with every mention of a natural person's name masked."""
    return text.replace(name.strip(), mask_name(name)) if len(name.strip()) > 1 else text
