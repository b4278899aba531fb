"""The sentences that answer reminders (提醒), typed beside them in the panel of 卷面检查."""

from portal.domain.case_checks import WORDS
from portal.forms.fields import find_control

PREFIX = "explain-"
LONGEST = 300


def read_words(posted):
    """What was typed, by the code of its reminder; names that ask nothing are passed over."""
    typed = {name.removeprefix(PREFIX): text for name, text in posted.items() if name.startswith(PREFIX)}
    return {code: text.replace("\r\n", "\n").strip() for code, text in typed.items() if code in WORDS}


def find_fault(text):
    """Why a sentence cannot be kept; empty when it can."""
    if len(text) > LONGEST:
        return f"说明最多 {LONGEST} 字，现在有 {len(text)} 字。"
    fault = find_control(text, may_break=True)
    return f"说明{fault}" if fault else ""
