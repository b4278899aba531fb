"""The `flask` commands of the portal. Each calls services only."""

import os
from datetime import datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.config import Settings
from portal.domain.content import Kind
from portal.domain.errors import PortalError
from portal.domain.permissions import PERMISSION_MAP, Role
from portal.domain.statistics import Question, read_as_of, read_through
from portal.services import (
    account_imports,
    accounts,
    audit,
    cases,
    evaluations,
    imports,
    mail,
    plans,
    samples,
    schema,
    score_workbooks,
    statistics,
    storage,
    trail,
)


class Refusal(click.ClickException):
    """A portal refusal, printed without a traceback."""

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


class Command(click.Command):
    """A command whose portal refusals end it with their sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PortalError as error:
            raise Refusal(str(error)) from None


@click.command(cls=Command)
@click.argument("plan", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Load an amended plan without asking.")
@with_appcontext
def init(plan: Path | None, yes: bool) -> None:
    """Bring the schema to head and load the plan files; safe to repeat."""
    schema.upgrade()
    for path in [plan] if plan else sorted(plans.SHIPPED.glob("*.toml")):
        changes = plans.preview(plans.load_catalogue(path))
        for change in changes or ():
            click.echo(f"{change.path}: {change.old or '（无）'} → {change.new or '（无）'}")
        if changes and not yes:
            click.confirm(f"{path.name} 与已载入的方案有 {len(changes)} 处不同，载入吗？", abort=True)
        loaded = plans.load(path)
        click.echo(f"{path.name}: " + ("已载入" if loaded is None or changes else "没有变化"))


@click.command(cls=Command)
def roles() -> None:
    """Print the role table of the README from the permission map."""
    click.echo("| permission | " + " | ".join(role.label for role in Role) + " |")
    click.echo("|---" * (len(Role) + 1) + "|")
    for permission, row in PERMISSION_MAP.items():
        cells = ("、".join(scope.label for scope in row.get(role, ())) for role in Role)
        click.echo(f"| {permission.label} `{permission}` | " + " | ".join(cells) + " |")


@click.command(cls=Command)
@click.argument("number")
@click.option(
    "-o", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .docx to write."
)
@with_appcontext
def annex3(number: str, target: Path) -> None:
    """Write Annex 3 (典型案件报送信息表) of the case in force under dossier NUMBER."""
    _, paper = cases.export_sheet(None, cases.get_in_force(number))
    target.write_bytes(paper)
    click.echo(f"已写入 {target}")


@click.command(cls=Command)
@click.option("--through", required=True, help="The last day of a month, such as 2021-04-30.")
@click.option("--department", default="", help="A department's code; without it the whole bureau.")
@click.option(
    "--as-of", default="", help="Draw it as it stood at this moment: ISO 8601, Shanghai by default."
)
@click.option(
    "-o", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .xlsx to write."
)
@with_appcontext
def annex2(through: str, department: str, as_of: str, target: Path) -> None:
    """Write Annex 2 (案件统计表), cumulative from 1 January, as the page and its workbook draw it."""
    question = Question(read_through(through), department, read_as_of(as_of))
    drawing, content = statistics.export(None, question)
    target.write_bytes(content)
    click.echo(f"已写入 {target}（数据时点 {drawing.question.as_arguments()['as_of']}）")


@click.command(cls=Command)
@with_appcontext
def demo() -> None:
    """Load sample accounts and a sample year into an empty portal, once."""
    if obstacle := samples.find_obstacle():
        click.echo(obstacle)
        return
    settings: Settings = current_app.extensions["settings"]
    loaded = samples.load(settings.today, settings.demo_password)
    click.echo(f"已载入 {loaded.number_of_dossiers} 个示例卷宗。示例账号，只显示这一次：")
    for account in loaded.accounts:
        click.echo(f"  {account.username:<18}{account.role.label}　{account.department or '区局'}")
    click.echo(f"密码：{loaded.password}")
    click.echo(f"地址：http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}/")


@click.command("open-account", cls=Command)
@click.argument("username")
@click.option("--name", required=True, help="The owner's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--department", "code", help="The code of the department: sls1, zfdd …")
@with_appcontext
def open_account(username: str, name: str, role: str, code: str | None) -> None:
    """Open an account; its random first password is printed once and must be changed."""
    password = accounts.open_with_first_password(username, name, Role(role), code)
    click.echo(f"账号 {username} 已开通，初始密码（只显示这一次）：{password}")


@click.command("import-accounts", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and check only.")
@with_appcontext
def import_people(file: Path, dry_run: bool) -> None:
    """Open an account for each row (账号 姓名 部门 角色) of a .csv or .xlsx file, all or none."""
    rows, problems = account_imports.read(file)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise Refusal(f"有 {len(problems)} 处要改，没有开通任何账号。")
    if dry_run:
        click.echo(f"可以开通 {len(rows)} 个账号。（试运行，没有开通）")
        return
    for row, password in account_imports.store(rows):
        click.echo(f"{row.username}\t{row.name}\t{password}")
    click.echo(f"已开通 {len(rows)} 个账号，初始密码只显示这一次。")


@click.command("import", cls=Command)
@click.argument("kind", type=click.Choice([kind.slug for kind in Kind]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", required=True, help="The liaison who is the author of the drafts.")
@click.option("--department", "departments", multiple=True, help="Only rows of these department codes.")
@click.option("--dry-run", is_flag=True, help="Read and check only.")
@with_appcontext
def import_filings(kind: str, file: Path, username: str, departments: tuple[str, ...], dry_run: bool) -> None:
    """Import a .csv or .xlsx file of filings as drafts, all or none."""
    actor, read_kind = accounts.get_actor(username), Kind(kind.replace("-", "_"))
    reading = imports.read(actor, read_kind, file, departments)
    for problem in reading.problems:
        click.echo(str(problem), err=problem.is_error)
    if reading.errors:
        raise Refusal(f"有 {len(reading.errors)} 处要改，没有导入任何一行。")
    known = f"，另有 {reading.known} 行以前导入过" if reading.known else ""
    if dry_run:
        click.echo(f"可以导入 {len(reading.rows)} 行{known}。（试运行，没有导入）")
        return
    added = imports.store(actor, read_kind, reading.rows)
    click.echo(f"已导入 {len(added)} 行为草稿{known}。")


@click.command("import-template", cls=Command)
@click.argument("kind", type=click.Choice([kind.slug for kind in Kind]))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def import_template(kind: str, output: Path) -> None:
    """Write the workbook to fill in and import."""
    output.write_bytes(imports.template(Kind(kind.replace("-", "_"))))
    click.echo(f"已写入 {output}")


@click.command(cls=Command)
@click.option(
    "--through", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The cut-off: reported by its 24:00."
)
@click.option("--year", type=int, help="The campaign year; without it, the cut-off's own.")
@click.option(
    "-o", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .xlsx to write."
)
@with_appcontext
def evaluate(through: datetime, year: int | None, target: Path) -> None:
    """Write the evaluation results (考核结果) up to a cut-off; a round of that day need not exist."""
    day = through.date()
    result, paper = score_workbooks.write_through(day, year or evaluations.campaign_year(day))
    target.write_bytes(paper)
    for sheet in result.sheets:
        total = "—" if sheet.score.total is None else sheet.score.total
        awaiting = f"　待录入 {'、'.join(sheet.score.awaiting)}" if sheet.score.awaiting else ""
        click.echo(f"{sheet.name}　{total}　{sheet.score.band}{awaiting}")
    click.echo(f"已写入 {target}")


@click.group("audit")
def audit_trail() -> None:
    """The audit trail (审计留痕): check it, take it out, keep the application from changing it."""


@audit_trail.command("verify", cls=Command)
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `audit export` wrote before; finds a cut or rewritten end too. May be given again.",
)
@with_appcontext
def verify_trail(heads: tuple[Path, ...]) -> None:
    """Check every row of the trail; ends with exit code 1 at the first that does not hold."""
    exported = [audit.read_exported_head(path.read_text(encoding="utf-8")) for path in heads]
    broken, head = trail.find_first_break(exported), trail.read_head()
    if broken is not None:
        raise Refusal(f"审计留痕在第 {broken} 行断开：该行被改动、删除、插入或调换，或其后被截去。")
    against = f"，与 {len(exported)} 份导出的末端相符" if exported else ""
    click.echo(f"审计留痕完好：{head.number} 行{against}。末端 {head.hash}")


@audit_trail.command("export", cls=Command)
@click.option("-o", "target", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_trail(target: Path) -> None:
    """Write all rows and the head as JSON lines; keep it where the portal's operators cannot change it."""
    with target.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in audit.dump())
    click.echo(f"已写入 {target}，末端 {audit.read_exported_head(target.read_text(encoding='utf-8')).hash}")


@audit_trail.command("grants", cls=Command)
@click.argument("role")
@with_appcontext
def print_grants(role: str) -> None:
    """Print the SQL by which the PostgreSQL role ROLE may run the portal, but not change or delete the trail."""
    click.echo("\n".join(audit.list_grants(role)))


@click.group("attachments")
def stored_attachments() -> None:
    """The files of attachments (附件): hold them against the database, delete what nobody names."""


@stored_attachments.command("verify", cls=Command)
@with_appcontext
def verify_attachments() -> None:
    """Read every file and compare its SHA-256; ends with exit code 1 when one is lost or altered."""
    faults = list(storage.list_faults())
    for fault in faults:
        click.echo(f"{fault.reference}　{fault.name}：{fault.sentence}", err=True)
    if faults:
        raise Refusal(f"{len(faults)} 个附件与接收时不符，请从备份恢复。")
    click.echo(f"附件完好：{storage.count_files()} 个文件。")


@stored_attachments.command("sweep", cls=Command)
@with_appcontext
def sweep_attachments() -> None:
    """Delete files that no attachment names and that have lain for a day; for a daily timer."""
    click.echo(f"已清理 {storage.sweep()} 个无主的文件。")


@click.command(cls=Command)
@with_appcontext
def remind() -> None:
    """Send today's mail to everybody with something open, where PORTAL_SMTP_URL is set; for a daily timer."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.smtp_url:
        click.echo("没有设置 PORTAL_SMTP_URL，不发送邮件。通知仍在门户里。")
        return
    sent = mail.send_daily(settings)
    if sent is None:
        click.echo("今天的提醒邮件已经发送过。")
        return
    click.echo(f"已发送 {sent.number} 封提醒邮件。")
    for address in sent.refused:
        click.echo(f"服务器不收：{address}", err=True)


COMMANDS = (
    audit_trail,
    init,
    annex2,
    demo,
    evaluate,
    open_account,
    import_people,
    import_filings,
    import_template,
    annex3,
    remind,
    roles,
    stored_attachments,
)


def register(app: Flask) -> None:
    """Attach the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
