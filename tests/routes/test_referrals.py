"""The pages of referrals."""

from datetime import date

from portal.domain.referrals import Grounds
from portal.domain.workflow import Action
from portal.services import accounts, referrals
from tests import factories

GROUNDS = {"articles": ["5.2"], "factors": ["主观恶意"], "judgement": "明知故犯，情节严重。"}
LISTING = {
    "decision_number": "沪市监崇列〔2021〕1号",
    "consent_asked_on": "2021-11-01",
    "consent_given_on": "2021-11-15",
    "decided_on": "2021-11-20",
    "comment": "符合第五条",
}


def actor(username):
    return accounts.as_actor(factories.account(username))


def sent():
    case = factories.accepted_case()
    return referrals.send(
        actor("supervision"), case, case.version, Grounds(("5.2",), ("主观恶意",), "明知故犯，情节严重。")
    )


def returned():
    referral = sent()
    referrals.take_step(actor("credit"), referral, Action.ACKNOWLEDGE, referral.version)
    referrals.take_step(actor("credit"), referral, Action.RETURN, referral.version, "请补第十二条")
    return referral


def test_a_case_is_referred_from_its_form_and_followed_to_its_listing(sign_in_as):
    case = factories.accepted_case()
    liaison, credit = sign_in_as("sls1.liaison"), sign_in_as("credit")
    address = f"/referrals/new?submission={case.id}"
    form = liaison.get(address).text
    assert "第五条第（二）项" in form and "与案件类型对应" in form and "万元" not in form
    done = liaison.post(address, data=GROUNDS | {"version": case.version})
    assert done.status_code == 302
    page = done.headers["Location"]
    assert "等信用科签收" in liaison.get("/referrals").text
    for step, data in (
        ("acknowledge", {"version": 1}),
        ("take", {"version": 2}),
        ("list", LISTING | {"version": 3}),
    ):
        assert credit.post(f"{page}/{step}", data=data).status_code == 302, step
    shown = liaison.get(page).text
    assert "已列入" in shown and LISTING["decision_number"] in shown and "2021-11-15" in shown
    assert LISTING["decision_number"] in liaison.get("/referrals?tab=concluded").text


def test_the_form_keeps_what_was_ticked_and_says_what_is_missing(sign_in_as):
    case = factories.accepted_case()
    data = GROUNDS | {"judgement": " ", "version": case.version}
    refused = sign_in_as("supervision").post(f"/referrals/new?submission={case.id}", data=data)
    assert refused.status_code == 422 and "请写明判断的理由" in refused.text
    assert 'value="5.2" checked' in refused.text and 'value="主观恶意" checked' in refused.text


def test_a_decision_before_september_2021_gets_no_checklist_and_one_of_that_day_does(sign_in_as):
    visitor = sign_in_as("supervision")
    pages = {
        day: visitor.get(f"/referrals/new?submission={factories.accepted_case(decided_on=day).id}").text
        for day in (date(2021, 8, 31), date(2021, 9, 1))
    }
    assert 'name="articles"' not in pages[date(2021, 8, 31)] and "手工登记" in pages[date(2021, 8, 31)]
    assert 'name="articles"' in pages[date(2021, 9, 1)]


def test_an_undecided_case_is_warned_before_the_penalty(sign_in_as):
    case = factories.accepted_case(closed_on=None, is_typical=False, **factories.UNDECIDED)
    page = sign_in_as("sls1.liaison").get(f"/referrals/new?submission={case.id}").text
    assert "第十三条" in page and "暂按今天的规定" in page


def test_who_may_not_read_finds_nothing_and_who_may_not_send_is_told_so(sign_in_as):
    case = factories.accepted_case()
    address = f"/referrals/new?submission={case.id}"
    assert sign_in_as("sls2.liaison").get(address).status_code == 404
    assert sign_in_as("sls1.leader").get(address).status_code == 403
    assert sign_in_as("bureau").get("/referrals").status_code == 403


def test_a_second_open_referral_is_refused_with_a_sentence(sign_in_as):
    case = sent().submission
    answer = sign_in_as("supervision").get(f"/referrals/new?submission={case.id}")
    assert answer.status_code == 409 and "有结果后才能再次移送" in answer.text


def test_the_number_of_a_dossier_leads_to_the_form_and_an_unknown_one_says_so(sign_in_as):
    case = factories.accepted_case("sls1")
    own, other = sign_in_as("sls1.liaison"), sign_in_as("sls2.liaison")
    found = own.get("/referrals/new", query_string={"number": f" {case.dossier.number} "})
    assert found.headers["Location"].endswith(f"/referrals/new?submission={case.id}")
    unseen = other.get("/referrals/new", query_string={"number": case.dossier.number})
    assert unseen.status_code == 404 and "没有找到" in unseen.text
    assert own.get("/referrals/new").status_code == 200


def test_another_departments_referral_does_not_exist(sign_in_as):
    referral = sent()
    assert sign_in_as("sls2.liaison").get(f"/referrals/{referral.id}").status_code == 404
    assert sign_in_as("sls1.liaison").get(f"/referrals/{referral.id}").status_code == 200
    assert sign_in_as("sls1.liaison").post(f"/referrals/{referral.id}/acknowledge").status_code == 403


def test_an_old_or_missing_version_is_a_conflict_whatever_was_typed(sign_in_as):
    referral, credit = sent(), sign_in_as("credit")
    for data in ({}, {"version": 9}):
        assert credit.post(f"/referrals/{referral.id}/acknowledge", data=data).status_code == 409
    referrals.take_step(actor("credit"), referral, Action.ACKNOWLEDGE, 1)
    late = credit.post(f"/referrals/{referral.id}/return", data={"version": 1, "comment": ""})
    assert late.status_code == 409 and "credit" in late.text
    case = factories.accepted_case()
    answer = sign_in_as("supervision").post(f"/referrals/new?submission={case.id}", data=GROUNDS)
    assert answer.status_code == 409


def test_steps_that_need_words_or_dates_ask_for_them_with_the_dialog_open(sign_in_as):
    referral, credit = sent(), sign_in_as("credit")
    referrals.take_step(actor("credit"), referral, Action.ACKNOWLEDGE, 1)
    refused = credit.post(f"/referrals/{referral.id}/return", data={"version": 2})
    assert refused.status_code == 422 and "data-open" in refused.text and "请写明理由" in refused.text
    referrals.take_step(actor("credit"), referral, Action.TAKE, 2)
    wrong = LISTING | {"version": 3, "consent_given_on": "", "decided_on": "11月20日"}
    refused = credit.post(f"/referrals/{referral.id}/list", data=wrong)
    assert refused.status_code == 422 and LISTING["decision_number"] in refused.text
    assert "日期写成" in refused.text


def test_a_returned_referral_is_corrected_on_the_same_form(sign_in_as):
    referral, liaison = returned(), sign_in_as("sls1.liaison")
    address = f"/referrals/{referral.id}/send"
    form = liaison.get(address).text
    assert 'value="5.2" checked' in form and "明知故犯，情节严重。" in form
    data = GROUNDS | {"version": referral.version}
    assert liaison.post(address, data=data).status_code == 422
    assert liaison.post(address, data=data | {"correction": "补第十二条"}).status_code == 302
    assert "补第十二条" in liaison.get(f"/referrals/{referral.id}").text
    assert liaison.get(address).status_code == 409


def test_credit_finds_what_waits_for_it_and_the_sender_what_came_back(sign_in_as):
    back = returned()
    assert "轮到我方 1" in sign_in_as("supervision").get("/referrals").text
    assert "轮到我方 0" in sign_in_as("credit").get("/referrals").text
    page = sign_in_as("sls1.liaison").get("/referrals?tab=ours").text
    assert f"/referrals/{back.id}" in page and "补正重发" in page
    assert sign_in_as("credit").get("/referrals?tab=nonsense&after=x").status_code == 200
