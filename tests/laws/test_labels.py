"""Law 7: every member of an enum that a page can show has a Chinese label."""

import importlib
import pkgutil
import re
from enum import Enum

import pytest

import portal.domain
import portal.models
from portal.domain.samples import Deed, Reach
from portal.domain.workflow import Action, Comment

# Never shown as they are: an action is told by the label and the past deed of its transition, and no page
# tells the story that the samples live through.
UNSHOWN = {Action, Comment, Deed, Reach}


def enums():
    for package in (portal.domain, portal.models):
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for thing in vars(importlib.import_module(info.name)).values():
                if (
                    isinstance(thing, type)
                    and issubclass(thing, Enum)
                    and thing.__module__.startswith("portal")
                ):
                    yield thing


SHOWN = sorted(
    {enum for enum in enums() if len(enum)} - UNSHOWN, key=lambda enum: (enum.__module__, enum.__name__)
)


@pytest.mark.parametrize("enum", SHOWN, ids=lambda enum: f"{enum.__module__}.{enum.__name__}")
def test_every_member_has_a_chinese_label_of_its_own(enum):
    labels = [getattr(member, "label", "") for member in enum]
    for member, label in zip(enum, labels, strict=True):
        assert re.search(r"[一-鿿]", label), (
            f"{enum.__name__}.{member.name}: write its label, as a page shows it"
        )
    assert len(set(labels)) == len(labels), f"{enum.__name__}: two look alike"
