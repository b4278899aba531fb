"""The `flask` commands of the portal. Each calls services only."""

from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal.domain.errors import PortalError
from portal.domain.permissions import PERMISSION_MAP, Role
from portal.services import cases, evaluations, plans, score_workbooks


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
    upgrade()
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


COMMANDS = (
    init,
    annex3,
    evaluate,
    roles,
)


def register(app: Flask) -> None:
    """Attach the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
