"""`azvn provision`, `azvn status`, `azvn mark`, `azvn forget`: the indices looked after."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Json, confirm_action, show_result
from pipeline.cli.whereabouts import open_elasticsearch, open_indices, turn_to_real_indices

if TYPE_CHECKING:
    from pipeline.runs.workplace import Workplace


def provision_everything(
    reindex: Annotated[bool, typer.Option(help="Build the indices anew when their schema differs.")] = False,
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Remove the indices that --reindex has built anew and kept.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; print what would be written and how it differs.")
    ] = False,
    keys: Annotated[
        bool, typer.Option("--keys", help="Make roles, and the API keys that there are not; show each once.")
    ] = False,
    keys_in: Annotated[
        Path | None, typer.Option(help="Write them into this folder instead, a file each.", file_okay=False)
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="Only this key; may be given more than once.", metavar="NAME")
    ] = None,
    renew: Annotated[bool, typer.Option("--renew", help="Make the keys anew; the old ones end.")] = False,
    as_json: Json = False,
) -> None:
    """Make indices, templates, seed articles and what Kibana shows; safe to run again."""
    from pipeline.cli import kibana
    from pipeline.runs.provision import drop_old_stores, preview_store, provision_store
    from pipeline.runs.provision_rights import make_keys, make_roles
    from pipeline.terminal.screen import print_lines

    place = open_elasticsearch()
    if dry_run:
        show_result(preview_store(place) + kibana.preview_objects(place), as_json, print_lines)
        return
    lines = provision_store(place, reindex=reindex) + (drop_old_stores(place) if drop_old else [])
    if keys or keys_in:
        lines += make_roles(place) + make_keys(place, keys_in, only=key or (), renew=renew)
    lines += kibana.provision_objects(place)
    turn_to_real_indices(place)
    show_result(lines, as_json, print_lines)


def report_status(as_json: Json = False) -> None:
    """Show the last cycle, sources in trouble, mails and what waits, and what to do about each trouble.

    Exit code 1 when the last cycle is older than two intervals, when a mail is undelivered for an hour, or as
    soon as mails wait for something that a person must mend.
    """
    from pipeline.runs.advice import is_well, list_advice
    from pipeline.runs.status import load_standing, load_status
    from pipeline.terminal.show_mail import show_standing
    from pipeline.terminal.show_status import show_advice, show_status

    place = open_indices(mailer=True)
    found = load_status(place) | load_standing(place).build_json()
    found["todo"] = [advice._asdict() for advice in list_advice(found)]
    show_result(found, as_json, show_status)
    if not as_json:
        show_standing(found)
        show_advice(found["todo"])
    raise typer.Exit(0 if is_well(found) else 1)


def mark_verdict(
    url: Annotated[str, typer.Argument(help="Address of an article in the index.")],
    verdict: Annotated[str, typer.Argument(help="right or wrong", metavar="right|wrong")],
    by: Annotated[str | None, typer.Option(help="Who says so; the user name otherwise.")] = None,
) -> None:
    """Keep a person's judgement of an article."""
    from pipeline.runs.refusal import Refusal
    from pipeline.store.articles.reviews import mark_article
    from pipeline.terminal.screen import print_line

    if verdict not in {"right", "wrong"}:
        raise Refusal(f"The verdict is right or wrong, not {verdict!r}.")
    if not mark_article(open_indices().store, url, verdict, by or getpass.getuser()):
        raise Refusal(f"No article with the address {url} is in the index.")
    print_line(f"Marked {verdict}: {url}")


def forget_on_request(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL|RECIPIENT",
            help="Address of an article in the index, or id of somebody who got mails.",
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove, on request, an article and its earlier versions (its address is kept so that it is not fetched
    again), or all mails to a person.
    """
    from pipeline.runs.mail_by_hand import forget_person
    from pipeline.terminal.screen import print_line

    article = "://" in url
    place = open_indices(mailer=not article)
    if not yes:
        what = f"{url} and its earlier versions" if article else f"all hits and mails of {url}"
        confirm_action(f"Remove {what}?")
    print_line(_forget_article(place, url) if article else forget_person(place, url))


def _forget_article(place: Workplace, url: str) -> str:
    from pipeline.publish import choose_lead
    from pipeline.runs.refusal import Refusal
    from pipeline.store.articles.removal import forget_article

    if not forget_article(place.store, url, choose_lead):
        raise Refusal(f"No article with the address {url} is in the index.")
    return f"Removed: {url}"
