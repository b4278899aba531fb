"""Hypothesis plays the same steps on the portal, over HTTP, and on the reference; after each they must agree."""

import time
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests import factories
from tests.model.portals import DEPARTMENTS, PEOPLE, Stage
from tests.model.reference import MOVES, Deputy, Filing, World

# What the portal answers when the reference says why not. A flash of text in the form makes a dead sign-in a 401.
STATUSES = {
    "done": (302,),
    "signed out": (302, 401),
    "no such page": (403,),
    "not theirs": (403,),
    "unseen": (404,),
    "wrong state": (409,),
    "stale": (409,),
    "four eyes": (409,),
    "was submitted": (409,),
    "already open": (409,),
    "incomplete": (422,),
}
ONWARD = ("done: submit", "done: approve", "done: accept", "done: revise")
CHANGES = ("move", "disable", "enable", "grant", "end_role")
ROLES = ("liaison", "leader", "supervision", "supervision_head")
LEADERS = ("sls1.leader", "sls1.leader2", "sls2.leader", "zfjd.leader", "supervision.head")
ADMINISTRATORS = ("sysadmin", "secadmin")
# Wrong tries are throttled, and that is not what is played here.
MOST_REFUSED_SIGN_INS = 2
CONTENT = {**factories.CASE, "filed_on": date(2021, 8, 12)}


class Disagreement(AssertionError):
    """The portal did not do what the reference says."""


@dataclass
class Tally:
    """What was played, so that nobody takes a machine that did nothing for one that found nothing."""

    programs: int = 0
    steps: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    found: str = ""


class Machine(RuleBasedStateMachine):
    """The rules. `play` gives them a stage, on which each program begins where everybody has just signed in."""

    stage: Stage
    tally: Tally

    @initialize()
    def begin(self):
        self.stage.begin()
        self.badges: dict[str, int] = {}
        self.turn = 0
        self.is_agreed = True
        self.tally.programs += 1
        self.world = World(deepcopy(self.stage.people))
        self.clients = self.stage.clients()
        self.ids: dict[tuple[str, int], int] = {}
        self.gone: list[tuple[int, int]] = []
        self.refused: Counter[str] = Counter()

    @rule(data=st.data())
    def play(self, data):
        """One rule that draws what to do: Hypothesis would play some of several rules only in some programs."""
        moves = [self.carry_on] * 12 + [self.go_wrong] * 6 + [self.write, self.administer, self.administer]
        moves += [self.name_deputy] * 2 if len(self.world.deputies) < 4 else []
        moves += [self.end_deputy] if self.world.deputies else []
        if any(not each.is_signed_in for each in self.world.people.values()):
            moves += [self.sign_in] * 2
        if self.gone:
            moves.append(self.step_on_what_is_gone)
        (data.draw(st.sampled_from(moves)) if self.world.filings else self.write)(data)

    def carry_on(self, data):
        """What somebody may do now."""
        self.step(data, is_stale=False, is_complete=True, is_done=True)

    def go_wrong(self, data):
        is_stale, is_complete = data.draw(st.sampled_from([(False, True), (True, True), (False, False)]))
        self.step(data, is_stale=is_stale, is_complete=is_complete, is_done=False)

    def write(self, data):
        is_marked, intent = data.draw(st.booleans()), data.draw(st.sampled_from(["save", "submit"]))
        self.file(data.draw(st.sampled_from(PEOPLE[:9] * 2 + PEOPLE)), is_marked, intent)

    def file(self, name: str, is_marked: bool, intent: str) -> None:
        """A new case by this person, saved as a draft or submitted at once."""
        who = self.world.people[name]
        expected = "done" if who.holds("liaison") else "no such page"
        expected = expected if who.is_signed_in else "signed out"
        form = {**factories.as_typed({**CONTENT, "is_typical": is_marked}), "intent": intent}
        before = set(self.stage.read_filings())
        self.expect(expected, name, "write", "/submissions/new/case", form)
        if expected == "done":
            (key,) = set(self.stage.read_filings()) - before or {("", 0)}
            self.world.add(Filing(*key, who.home, name, is_marked))
            if intent == "submit":
                self.world.take(name, "submit", self.world.filings[key])
        self.compare()

    def step(self, data, is_stale, is_complete, is_done):
        """Each step with each outcome is as likely as another, or nearly all that is played would be refused."""
        chosen: dict[str, list[tuple[str, str, tuple[str, int]]]] = {}
        for key, what in self.world.filings.items():
            for name in PEOPLE:
                for action in MOVES:
                    expected = self.world.judge(name, action, what, is_stale, is_complete)
                    if (expected == "done") is is_done and expected != "no such page":
                        chosen.setdefault(f"{expected}: {action}", []).append((name, action, key))
        if not chosen:
            self.administer(data)
            return
        kind = data.draw(st.sampled_from(sorted([*chosen, *(each for each in chosen if each in ONWARD)])))
        name, action, key = data.draw(st.sampled_from(chosen[kind]))
        self.press(name, action, key, data.draw(st.sampled_from([-1, 1])) if is_stale else 0, is_complete)

    def press(
        self, name: str, action: str, key: tuple[str, int], late: int = 0, is_complete: bool = True
    ) -> None:
        """One step by one person on one filing; `late` is how far their page's version is off."""
        what = self.world.filings[key]
        expected = self.world.judge(name, action, what, bool(late), is_complete)
        version = what.version + late
        form = self.fill(action, what, version, is_complete)
        path = "edit" if action == "save" else action
        self.expect(expected, name, action, f"/submissions/{self.ids[key]}/{path}", form)
        if expected == "done":
            self.world.take(name, action, what)
            if action == "discard":
                self.gone.append((self.ids[key], version))
        self.compare()

    def fill(self, action: str, what: Filing, version: int, is_complete: bool) -> dict:
        form = {"version": str(version)}
        if action == "save":
            content = {**CONTENT, "is_typical": what.needs_grade}
            return {**form, **factories.as_typed(content), "intent": "save"}
        if action in ("return", "revoke"):
            form |= {"code": "minor_correction", "comment": "请核对金额。" if is_complete else ""}
        if action == "accept" and is_complete:
            form["grade"] = "4"
        return form

    def step_on_what_is_gone(self, data):
        """A page of a draft that was deleted stays open in somebody's browser; its id is nobody else's."""
        gone, version = data.draw(st.sampled_from(self.gone))
        action = data.draw(st.sampled_from(["submit", "withdraw", "discard", "revise", "save"]))
        name = data.draw(st.sampled_from(PEOPLE[:2]))
        who = self.world.people[name]
        expected = "unseen" if who.holds("liaison") else "no such page"
        expected = expected if who.is_signed_in else "signed out"
        path = "edit" if action == "save" else action
        self.expect(expected, name, action, f"/submissions/{gone}/{path}", {"version": str(version)})
        self.compare()

    def administer(self, data):
        by = data.draw(st.sampled_from(ADMINISTRATORS * 8 + PEOPLE))
        whom = data.draw(st.sampled_from(PEOPLE[:12] * 3 + PEOPLE))
        is_stale = data.draw(st.sampled_from([False] * 5 + [True]))
        who, office = self.world.people[whom], {"sysadmin": CHANGES[:3], "secadmin": CHANGES[3:]}
        deed = data.draw(st.sampled_from(office.get(by, CHANGES)))
        over = data.draw(st.sampled_from(DEPARTMENTS))
        role = data.draw(st.sampled_from(ROLES))
        if deed == "end_role" and who.roles and data.draw(st.booleans()):
            role, over = data.draw(st.sampled_from(sorted(who.roles)))
        elif role.startswith("supervision") and deed != "move":
            over = ""
        self.change(by, deed, whom, role, over, is_stale)

    def change(
        self, by: str, deed: str, whom: str, role: str = "", over: str = "", is_stale: bool = False
    ) -> None:
        """What an administrator does with an account."""
        who = self.world.people[whom]
        expected = self.world.judge_change(by, deed, whom, role, over, is_stale)
        path = f"/accounts/{self.stage.accounts[whom]}/{deed}"
        form = {"version": str(who.version + is_stale)}
        if deed == "move":
            form["department_id"] = str(self.stage.departments[over])
        elif deed == "grant":
            path = f"/accounts/{self.stage.accounts[whom]}/roles"
            form |= {"role": role, "department_id": str(self.stage.departments.get(over, ""))}
        elif deed == "end_role":
            held = self.stage.find_appointment(whom, role, over)
            path = f"/accounts/{self.stage.accounts[whom]}/roles/{held}/end"
        self.expect(expected, by, deed, path, form)
        if expected == "done":
            self.world.change(deed, whom, role, over)
        self.compare()

    def name_deputy(self, data):
        """A leader who goes away names somebody (D12), or the head of supervision does."""
        leader = data.draw(st.sampled_from(LEADERS))
        by = data.draw(st.sampled_from([leader] * 8 + ["supervision.head"] * 4 + list(PEOPLE[:9])))
        home = self.world.people[leader].home
        near = [each for each in PEOPLE if self.world.people[each].home == home]
        self.name(by, leader, home, data.draw(st.sampled_from([*near * 6, *PEOPLE[:12]])))

    def name(self, by: str, leader: str, department: str, name: str) -> None:
        expected = self.world.judge_naming(by, leader, department, name)
        today = self.stage.read_today().isoformat()
        ids = self.stage.accounts[leader], self.stage.departments[department]
        form = {"post": "{}-{}".format(*ids), "deputy_id": str(self.stage.accounts[name])}
        self.expect(expected, by, "name_deputy", "/deputies", form | {"starts_on": today, "ends_on": today})
        if expected == "done":
            self.world.deputies.append(Deputy(leader, department, name))
            self.stage.has_deputies = True
        self.compare()

    def end_deputy(self, data):
        number = data.draw(st.sampled_from(range(len(self.world.deputies))))
        self.end(
            data.draw(st.sampled_from([self.world.deputies[number].leader, "supervision.head", *PEOPLE])),
            number,
        )

    def end(self, by: str, number: int) -> None:
        expected = self.world.judge_ending(by, number)
        path = f"/deputies/{self.stage.list_deputies()[number]}/end"
        self.expect(expected, by, "end_deputy", path, {})
        self.world.deputies[number].is_ended |= expected == "done"
        self.compare()

    def sign_in(self, data):
        out = [each.name for each in self.world.people.values() if not each.is_signed_in]
        name = data.draw(st.sampled_from(out))
        who = self.world.people[name]
        if who.is_disabled:
            self.refused[name] += 1
            if self.refused[name] > MOST_REFUSED_SIGN_INS:
                return
        form = {"username": name, "password": factories.PASSWORD}
        self.expect("incomplete" if who.is_disabled else "done", name, "sign in", "/sign-in", form)
        who.is_signed_in = not who.is_disabled
        self.compare()

    def expect(self, expected: str, name: str, action: str, path: str, form: dict) -> None:
        """Post, and compare the answer; a redirect to the sign-in page is none for a step that was done."""
        self.is_agreed = False
        client: FlaskClient = self.clients[name]
        answer = client.post(path, data=form)
        self.tally.steps += 1
        self.tally.outcomes[expected] += 1
        self.tally.done[action] += expected == "done"
        is_sent_off = answer.headers.get("Location", "").startswith("/sign-in") or answer.status_code == 401
        is_right = answer.status_code in STATUSES[expected]
        if not is_right or is_sent_off is not (expected == "signed out"):
            raise Disagreement(f"{name} {action} {path} {form}: {expected}, but {answer.status_code}")

    def compare(self) -> None:
        """Everything that can be seen from outside: states, hands, what counts, and every person's badge."""
        found = self.stage.read_filings()
        self.ids = {key: row["id"] for key, row in found.items()}
        is_right = {key: self.picture(what) for key, what in self.world.filings.items()}
        stands = {
            key: (
                str(row["status"]),
                row["version"],
                row["created_by"],
                row["submitted_by"],
                row["approved_by"],
                row["accepted_by"],
                row["returned_from"] and str(row["returned_from"]),
                bool(row["counts"]),
            )
            for key, row in found.items()
        }
        if stands != is_right:
            raise Disagreement(f"filings: {stands}, not {is_right}")
        self.turn += 1
        badges = {each.name: self.world.count_waiting(each) for each in self.world.people.values()}
        changed = {name for name, number in badges.items() if number != self.badges.get(name, 0)}
        self.compare_badges(badges, {*changed, PEOPLE[self.turn % len(PEOPLE)]})
        self.badges = badges
        self.is_agreed = True

    def compare_badges(self, badges: dict[str, int], names: set[str]) -> None:
        """Of all who should notice something, and of one in turn who need not."""
        counted = self.stage.count_waiting(sorted(names))
        wanted = {name: badges[name] for name in counted}
        if counted != wanted:
            raise Disagreement(f"inboxes: {counted}, not {wanted}")

    @staticmethod
    def picture(what: Filing) -> tuple:
        return (
            what.status,
            what.version,
            what.author,
            what.submitted_by,
            what.approved_by,
            what.accepted_by,
            what.returned_from,
            what.status == "accepted",
        )

    def teardown(self):
        if self.is_agreed:
            self.compare_badges(self.badges, set(self.badges))
        broken_at = self.stage.find_first_break()
        if broken_at is not None:
            raise Disagreement(f"the trail is broken at {broken_at}")


def play(stage: Stage, programs: int, steps: int, chosen_seed: int, *, shrink: bool = True) -> Tally:
    """Play so many programs of so many steps; `found` tells the first disagreement, as Hypothesis prints it."""
    tally, start = Tally(), time.perf_counter()
    machine = seed(chosen_seed)(type("Play", (Machine,), {"stage": stage, "tally": tally}))
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen = settings(
        max_examples=programs,
        stateful_step_count=steps,
        phases=phases,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        verbosity=Verbosity.normal,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=chosen)
    except Disagreement as found:
        tally.found = "\n".join([str(found), *getattr(found, "__notes__", ())])
    tally.seconds = time.perf_counter() - start
    return tally
