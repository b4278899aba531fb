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
    """As much of RFC 5321 as smtplib speaks; refuses whom the server is told to refuse."""

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().strip().decode():
            word = line.upper()
            if word.startswith("RCPT") and any(name in line for name in self.server.refuses):
                self.say("550 no such person")
            elif word.startswith("DATA"):
                self.say("354 go on")
                self.take_mail()
                self.say("250 taken")
            elif word.startswith("QUIT"):
                return self.say("221 bye")
            else:
                self.say("250 ok")
        return None

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def take_mail(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))


@pytest.fixture
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as listening:
        listening.daemon_threads, listening.mails, listening.refuses = True, [], ()
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
    assert case.title in text and "因为您是示例一所分管领导" in text and "等您办理的报送 1 条" in text
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
