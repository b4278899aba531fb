"""The two gates and the people at them as plain rules, written from the design and not from the portal's tables.

The machine beside it plays the same steps on both, and they must never disagree. Imports nothing of the portal.
"""

from dataclasses import dataclass, field

OFFICE = "zfjd"  # 执法监管科, the section that accepts.
ADMINISTRATORS = ("system_admin", "security_admin")
LEADS_FOOD = ("spsc",)  # Of the departments played, the one that leads 食品: it reads those cases in force.
OPEN = ("draft", "submitted", "leader_approved")
REACHED = ("leader_approved", "accepted", "superseded", "revoked")
NEEDS_WORDS = ("return", "revoke")
# From where each step leads where; what is not here nobody can do.
MOVES = {
    "save": {"draft": "draft"},
    "submit": {"draft": "submitted"},
    "discard": {"draft": None},
    "withdraw": {"submitted": "draft"},
    "approve": {"submitted": "leader_approved"},
    "recall": {"leader_approved": "submitted"},
    "accept": {"leader_approved": "accepted"},
    "return": {"submitted": "draft", "leader_approved": "draft"},
    "revise": {"accepted": "accepted"},
    "revoke": {"accepted": "revoked"},
}
# Four eyes: who did the first may not do the second.
HANDS = {"approve": ("submitted_by",), "accept": ("submitted_by", "approved_by")}


@dataclass
class Person:
    name: str
    home: str
    roles: set[tuple[str, str]]
    is_disabled: bool = False
    is_signed_in: bool = True
    version: int = 1

    def holds(self, *roles: str) -> bool:
        return any(role in roles for role, _ in self.roles)


@dataclass
class Deputy:
    """Somebody who stands in for a leader of a department, from today on."""

    leader: str
    department: str
    name: str
    is_ended: bool = False


@dataclass
class Filing:
    """One trip of a dossier. Its key is the dossier's number and the revision."""

    dossier: str
    revision: int
    department: str
    author: str
    needs_grade: bool
    status: str = "draft"
    version: int = 1
    submitted_by: str | None = None
    approved_by: str | None = None
    accepted_by: str | None = None
    returned_from: str | None = None
    was_submitted: bool = False
    # The leaders for whom a deputy ever approved it.
    approved_for: set[str] = field(default_factory=set)


@dataclass
class World:
    people: dict[str, Person]
    deputies: list[Deputy] = field(default_factory=list)
    filings: dict[tuple[str, int], Filing] = field(default_factory=dict)

    def find_leader(self, who: Person, department: str) -> str | None:
        """For whom this person stands in there: it lapses with the leader's role or the deputy's place.

        Who leads there in their own right stands in for nobody.
        """
        if ("leader", department) in who.roles:
            return None
        for each in self.deputies:
            leader = self.people[each.leader]
            if (each.name, each.department, each.is_ended) == (who.name, department, False):
                is_there = who.home == department and not who.is_disabled and not leader.is_disabled
                if is_there and ("leader", department) in leader.roles and not who.holds(*ADMINISTRATORS):
                    return each.leader
        return None

    def roles_of(self, who: Person) -> set[tuple[str, str]]:
        standing = {("leader", who.home)} if self.find_leader(who, who.home) else set()
        return who.roles | standing

    def holds(self, who: Person, *roles: str) -> bool:
        return any(role in roles for role, _ in self.roles_of(who))

    def may_read(self, who: Person, what: Filing) -> bool:
        is_local = bool({("liaison", what.department), ("leader", what.department)} & self.roles_of(who))
        leads = self.holds(who, "liaison", "leader") and who.home in LEADS_FOOD and what.status == "accepted"
        reached = what.status in REACHED or what.returned_from == "leader_approved"
        return is_local or leads or (who.holds("supervision", "supervision_head") and reached)

    def may(self, who: Person, action: str, what: Filing) -> bool:
        if action in ("save", "submit", "discard", "withdraw", "revise"):
            return ("liaison", what.department) in who.roles
        if action in ("approve", "recall") or (action == "return" and what.status == "submitted"):
            return ("leader", what.department) in self.roles_of(who)
        if action == "revoke":
            return who.holds("supervision_head")
        is_other = what.department != who.home
        return who.holds("supervision_head") or (who.holds("supervision") and is_other)

    def has_open(self, dossier: str) -> bool:
        return any(each.dossier == dossier and each.status in OPEN for each in self.filings.values())

    def page_role(self, action: str) -> tuple[str, ...]:
        """Who has the page at all, whatever stands on it."""
        if action in ("approve", "recall"):
            return ("leader",)
        if action in ("accept", "return"):
            return ("supervision", "supervision_head") + (("liaison", "leader") if action == "return" else ())
        return ("supervision_head",) if action == "revoke" else ("liaison",)

    def judge(self, name: str, action: str, what: Filing, is_stale: bool, is_complete: bool) -> str:
        """What must come of it: "done", or why not. Nothing is changed."""
        who = self.people[name]
        if not who.is_signed_in:
            return "signed out"
        if not self.holds(who, *self.page_role(action)):
            return "no such page"
        if not self.may_read(who, what):
            return "unseen"
        if action == "save" and not self.may(who, action, what):
            return "not theirs"
        if is_stale or what.status not in MOVES[action]:
            return "wrong state" if what.status not in MOVES[action] else "stale"
        return self.judge_step(who, action, what, is_complete)

    def judge_step(self, who: Person, action: str, what: Filing, is_complete: bool) -> str:
        if not self.may(who, action, what):
            return "not theirs"
        if self.is_barred(who, action, what):
            return "four eyes"
        if action == "discard" and what.was_submitted:
            return "was submitted"
        if action == "revise" and self.has_open(what.dossier):
            return "already open"
        asks = action in NEEDS_WORDS or (action == "accept" and what.needs_grade)
        return "incomplete" if asks and not is_complete else "done"

    def is_barred(self, who: Person, action: str, what: Filing) -> bool:
        """Four eyes, by person: a deputy's hand is their leader's too, and a leader's is their deputy's."""
        hands = {getattr(what, hand) for hand in HANDS.get(action, ())}
        if who.name in hands or (action == "accept" and who.name in what.approved_for):
            return True
        return action == "approve" and self.find_leader(who, what.department) in hands - {None}

    def take(self, name: str, action: str, what: Filing) -> None:
        """What a step that is done changes."""
        if action == "revise":
            self.copy(what, name)
            return
        source, what.status = what.status, MOVES[action][what.status] or "discarded"
        what.version += 1
        if source == "draft" or what.status == "draft":
            self.take_draft(name, action, what, source)
        elif action in ("approve", "recall"):
            what.approved_by = name if action == "approve" else None
            leader = self.find_leader(self.people[name], what.department)
            what.approved_for |= {leader} - {None} if action == "approve" else set()
        elif action == "accept":
            self.put_in_force(name, what)
        elif not self.has_open(what.dossier):
            self.copy(what, what.author)

    def take_draft(self, name: str, action: str, what: Filing, source: str) -> None:
        if action == "discard":
            del self.filings[what.dossier, what.revision]
        elif action == "submit":
            what.submitted_by, what.returned_from, what.was_submitted = name, None, True
        elif action in ("withdraw", "return"):
            what.submitted_by = what.approved_by = None
            what.returned_from = source if action == "return" else None

    def put_in_force(self, name: str, what: Filing) -> None:
        what.accepted_by = name
        for former in self.filings.values():
            if former is not what and former.dossier == what.dossier and former.status == "accepted":
                former.status, former.version = "superseded", former.version + 1

    def copy(self, what: Filing, author: str) -> None:
        last = max(each.revision for each in self.filings.values() if each.dossier == what.dossier)
        self.add(Filing(what.dossier, last + 1, what.department, author, what.needs_grade))

    def add(self, filing: Filing) -> None:
        self.filings[filing.dossier, filing.revision] = filing

    def judge_change(self, by: str, deed: str, whom: str, given: str, over: str, is_stale: bool) -> str:
        """As `judge`, for what the two administrators do: move, disable, enable, grant, end_role."""
        admin, who = self.people[by], self.people[whom]
        if not admin.is_signed_in:
            return "signed out"
        if not admin.holds("security_admin" if deed in ("grant", "end_role") else "system_admin"):
            return "no such page"
        if by == whom:
            return "not theirs"
        if is_stale or (deed == "disable" and who.is_disabled) or (deed == "enable" and not who.is_disabled):
            return "stale"
        if deed == "move" and who.home == over:
            return "incomplete"
        if deed == "end_role" and (given, over) not in who.roles:
            return "unseen"
        return self.judge_grant(who, given, over) if deed == "grant" else "done"

    def judge_grant(self, who: Person, given: str, over: str) -> str:
        is_elsewhere = given == "liaison" and over != who.home
        is_no_supervisor = given in ("supervision", "supervision_head") and who.home != OFFICE
        is_admin = who.holds("system_admin", "security_admin")
        barred = is_elsewhere or is_no_supervisor or is_admin or who.is_disabled or (given, over) in who.roles
        return "incomplete" if barred else "done"

    def change(self, deed: str, whom: str, given: str, over: str) -> None:
        who = self.people[whom]
        who.version += 1
        who.is_signed_in = who.is_signed_in and deed == "enable"
        if deed == "move":
            who.home, who.roles = over, set()
        elif deed in ("disable", "enable"):
            who.is_disabled = deed == "disable"
        elif deed == "grant":
            who.roles.add((given, over))
        else:
            who.roles.discard((given, over))

    def judge_naming(self, by: str, leader: str, department: str, name: str) -> str:
        """As `judge`, for naming a deputy from today on: the leader for themself, or the head of supervision."""
        who, person = self.people[by], self.people[name]
        if not who.is_signed_in:
            return "signed out"
        if not self.holds(who, "leader", "supervision_head"):
            return "no such page"
        may_name = who.name == leader or who.holds("supervision_head")
        leads = ("leader", department) in self.people[leader].roles and not self.people[leader].is_disabled
        fits = (
            person.home == department
            and not person.is_disabled
            and ("leader", department) not in person.roles
        )
        overlaps = any(
            each.department == department
            and not each.is_ended
            and (each.leader == leader or each.name == name)
            for each in self.deputies
        )
        is_right = may_name and leads and fits and not overlaps and not person.holds(*ADMINISTRATORS)
        return "done" if is_right else "incomplete"

    def judge_ending(self, by: str, number: int) -> str:
        who, deputy = self.people[by], self.deputies[number]
        if not who.is_signed_in:
            return "signed out"
        if not self.holds(who, "leader", "supervision_head"):
            return "no such page"
        if who.name != deputy.leader and not who.holds("supervision_head"):
            return "unseen"
        return "wrong state" if deputy.is_ended else "done"

    def is_for_anybody(self, draft: Filing) -> bool:
        """It came back (returned, revoked), or was begun by somebody who writes for the department no more."""
        was_revoked = any(
            each.dossier == draft.dossier and each.status == "revoked" for each in self.filings.values()
        )
        author = self.people[draft.author]
        writes = ("liaison", draft.department) in author.roles and not author.is_disabled
        return draft.returned_from is not None or was_revoked or not writes

    def count_waiting(self, who: Person) -> int:
        """待办: what this person could carry on with, and of drafts those that `is_for_anybody` or are theirs."""
        return sum(
            self.may(who, action, each)
            and not self.is_barred(who, action, each)
            and (each.status != "draft" or each.author == who.name or self.is_for_anybody(each))
            for each in self.filings.values()
            for action in {"draft": ["submit"], "submitted": ["approve"], "leader_approved": ["accept"]}.get(
                each.status, ()
            )
        )
