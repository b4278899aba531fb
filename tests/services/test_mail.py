"""The daily mail, against a server on a socket of this machine."""

import socketserver
import threading
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from portal.domain.errors import Invalid, PortalError
from portal.services import accounts, administration, mail, notices
from tests import factories


class Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as smtplib speaks; refuses whom the server is told to refuse, their mail or the sender, and
    hangs up when it is told to.
    """

    recipient, is_begun, is_over = "", False, False

    def handle(self):
        self.say("220 ready")
        while not self.is_over and (line := self.rfile.readline().strip().decode()):
            self.say(getattr(self, f"on_{line[:4].lower()}", lambda _line: "250 ok")(line))

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def on_mail(self, _line):
        if self.is_begun or self.server.refuses_sender:
            return "503 one mail at a time" if self.is_begun else "550 not from you"
        self.is_begun = True
        return "250 ok"

    def on_rcpt(self, line):
        self.recipient = line
        return "550 no such person" if any(name in line for name in self.server.refuses) else "250 ok"

    def on_data(self, _line):
        if any(name in self.recipient for name in self.server.refuses_mail_of):
            return self.server.words
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.is_begun, self.is_over = False, len(self.server.mails) == self.server.hangs_up_after
        return "250 taken"

    def on_rset(self, _line):
        self.is_begun = False
        return "250 ok"

    def on_quit(self, _line):
        self.is_over = True
        return "221 bye"


@pytest.fixture
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as listening:
        listening.daemon_threads, listening.mails, listening.refuses = True, [], ()
        listening.refuses_mail_of, listening.words = (), "554 no spam"
        listening.refuses_sender, listening.hangs_up_after = False, None
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@pytest.fixture
def settings(app, server):
    return replace(
        app.extensions["settings"],
        smtp_url=f"smtp://127.0.0.1:{server.server_address[1]}",
        mail_from="portal@example.org",
        mail_domain="example.org",
        mail_link="https://portal.example.org/",
    )


def test_everybody_with_something_open_gets_one_mail_a_day_that_says_why(app, server, settings):
    factories.account("sls1.leader"), factories.account("sls2.leader"), factories.account("auditor")
    case = factories.submitted_case("sls1")
    assert mail.send_daily(settings).number == len(server.mails)
    (to_leader,) = (each for each in server.mails if each["To"] == "sls1.leader@example.org")
    text = to_leader.get_content()
    assert (
        case.title in text
        and "因为您是示例一所分管领导" in text
        and "等您办理的报送 1 条（因为您是分管领导）" in text
    )
    assert settings.mail_link in text and "今日提醒" in to_leader["Subject"]
    assert not [each for each in server.mails if "auditor" in each["To"]]
    number = len(server.mails)
    assert mail.send_daily(settings) is None and len(server.mails) == number


def test_what_is_read_and_done_is_not_written_of(app, server, settings):
    case = factories.submitted_case("sls1")
    leader = factories.actor("sls1.leader")
    notices.read_all(leader)
    text = "\n".join(mail.list_lines(leader))
    assert case.title not in text and "等您办理的报送 1 条" in text


def test_a_duty_is_named_in_the_last_working_days_before_it_is_due(in_2021):
    with in_2021(10, 20):
        assert not [*mail.list_due(factories.actor("sls1.liaison"))]
    with in_2021(11, 1):
        (line,) = mail.list_due(factories.actor("sls1.liaison"))
        assert line.startswith("11 月 2 日 24:00 截止，还差：典型案件")
        assert line.endswith("（因为您是示例一所联络员）。")
        (line,) = mail.list_due(factories.actor("sls1.leader"))
        assert line.endswith("（因为您是示例一所分管领导）。")
        assert not [*mail.list_due(factories.actor("credit"))]
    with in_2021(12, 14):
        (line,) = mail.list_due(factories.actor("sls1.liaison"))
        assert line.startswith("12 月 15 日 24:00 截止，还差：2021 年工作总结报告")


def test_an_address_that_the_server_refuses_keeps_nobody_else_from_theirs(app, server, settings):
    factories.account("sls1.leader"), factories.account("sls2.leader")
    factories.submitted_case("sls1"), factories.submitted_case("sls2")
    server.refuses = ("sls1.leader",)
    sent = mail.send_daily(settings)
    assert sent.refused == ("sls1.leader@example.org",)
    assert "sls2.leader@example.org" in [each["To"] for each in server.mails]


def test_a_mail_that_the_server_refuses_keeps_nobody_else_from_theirs(app, server, settings):
    factories.account("sls1.leader"), factories.account("sls2.leader"), factories.account("sls3.leader")
    factories.submitted_case("sls1"), factories.submitted_case("sls2"), factories.submitted_case("sls3")
    server.refuses_mail_of = ("sls1.leader", "sls2.leader")
    sent = mail.send_daily(settings)
    assert sent.refused == ("sls1.leader@example.org", "sls2.leader@example.org")
    assert "sls3.leader@example.org" in [each["To"] for each in server.mails]
    assert sent.number == len(server.mails) and mail.send_daily(settings) is None


@pytest.mark.parametrize("words", ["", "421 come back later"])
def test_a_server_that_ends_it_in_the_middle_is_tried_again_and_nobody_is_written_to_twice(
    app, server, settings, words
):
    people = ["sls1.leader", "sls2.leader", "sls3.leader", "spsc.leader"]
    for username in people:
        factories.account(username)
        factories.submitted_case(username.partition(".")[0])
    number = len(mail.list_digests())
    if words:
        server.refuses_mail_of, server.words = ("sls3.leader",), words
    else:
        server.hangs_up_after = 2
    with pytest.raises(PortalError, match="邮件服务器不能用") as broken:
        mail.send_daily(settings)
    written = len(server.mails)
    assert broken.value.status == 503 and 0 < written < number
    server.refuses_mail_of, server.hangs_up_after = (), None
    assert mail.send_daily(settings).number == number - written
    addresses = [each["To"] for each in server.mails]
    assert len(addresses) == len(set(addresses)) == number
    assert mail.send_daily(settings) is None


def test_a_sender_that_the_server_refuses_is_a_fault_of_the_settings_and_nobody_counts_as_written_to(
    app, server, settings
):
    factories.account("sls1.leader")
    factories.submitted_case("sls1")
    server.refuses_sender = True
    with pytest.raises(PortalError, match="not from you"):
        mail.send_daily(settings)
    server.refuses_sender = False
    assert mail.send_daily(settings).number


def test_a_server_that_is_not_there_is_said_and_it_may_be_tried_again(app, server, settings):
    factories.account("sls1.leader")
    factories.submitted_case("sls1")
    with pytest.raises(PortalError, match="邮件服务器不能用"):
        mail.send_daily(replace(settings, smtp_url="smtp://127.0.0.1:1"))
    assert mail.send_daily(settings).number


def test_without_a_server_the_command_says_so_and_ends_well(app):
    done = app.test_cli_runner().invoke(args=["remind"])
    assert done.exit_code == 0 and "没有设置 PORTAL_SMTP_URL" in done.output


def test_a_mail_goes_to_the_address_that_its_reader_gave(app, server, settings):
    leader = factories.account("sls1.leader")
    administration.change_own_email(accounts.as_actor(leader), "leader.one@station.example.org")
    factories.submitted_case("sls1")
    mail.send_daily(replace(settings, mail_domain=""))
    assert [each["To"] for each in server.mails] == ["leader.one@station.example.org"]


@pytest.mark.parametrize(
    "text", ["a", "a@b", "a@b.cn, c@d.cn", "张三 <a@b.cn>", "a@b.cn\nBcc: c@d.cn", "a" * 260 + "@b.cn"]
)
def test_what_is_no_single_address_is_refused(app, text):
    with pytest.raises(Invalid) as refused:
        administration.change_own_email(factories.actor("sls1.leader"), text)
    assert refused.value.findings[0].field == "email"
