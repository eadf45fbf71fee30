"""Where a command works: the Elasticsearch and the indices it looks at, with all that belongs to them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.runs.workplace import Choice, Workplace


def open_elasticsearch(*, progress: bool = True) -> Workplace:
    """Open the Elasticsearch of the settings, or the one of this machine, started when it does not run.

    The indices are those of the settings: the real ones unless others are named.
    """
    from pipeline.config.settings import get_settings
    from pipeline.runs.workplace import Workplace

    return _reach_elasticsearch(Workplace(get_settings()), start=True, progress=progress)


def open_indices(*, start: bool = False, progress: bool = True, mailer: bool = False) -> Workplace:
    """Open the indices that a command looks at, by the one rule, and say so where they are not the real ones.

    With `start` an Elasticsearch of this machine that does not run is started: only for what people look for.
    What names recipients is the `mailer`'s, where that has a key of its own. Raise SchemaDiffers when they
    are not there.
    """
    from pipeline.store.schema.templates import check_schema

    place = enter_choice(choose_for_command(), start=start, progress=progress)
    place = place.act_as_mailer() if mailer else place
    check_schema(place.store)
    return place


def enter_choice(choice: Choice, *, start: bool = True, progress: bool = True) -> Workplace:
    """Open the indices that were chosen; they need not be there yet."""
    return _reach_elasticsearch(apply_choice(choice), start=start, progress=progress)


def apply_choice(choice: Choice) -> Workplace:
    """Give the settings that were chosen, without asking for an Elasticsearch."""
    from pipeline.config.settings import get_settings
    from pipeline.runs.workplace import Workplace

    return Workplace(get_settings()).take_settings(choice.settings)


def choose_for_command(*, asks_sources: bool = False) -> Choice:
    """Choose by the one rule whose indices and sources a command means, and say it where they are not real.

    A command that `asks_sources` never means those of the last demo: they answer nobody any more.
    """
    from local import notes
    from pipeline.config.settings import PREFIX
    from pipeline.runs.workplace import choose_indices

    named = {name: value for name, value in os.environ.items() if name.startswith(PREFIX) and value}
    stack, demo = notes.read_running_stack(), notes.read_last_demo()
    choice = choose_indices(named, stack, None if asks_sources else demo)
    notice = choice.notice
    if asks_sources and demo and choose_indices(named, stack, demo) != choice:
        notice = f"The outlets of `{demo.left_by}` answer nobody any more: the real ones are meant."
    if notice:
        print(notice, file=sys.stderr)
    return choice


def turn_to_real_indices(place: Workplace) -> None:
    """Let commands look at the real indices from now on, when this place has them: the demo is over."""
    from local import notes
    from pipeline.runs.workplace import REAL_PREFIX

    demo = notes.read_last_demo()
    if demo and place.settings.index_prefix == REAL_PREFIX:
        notes.forget_demo()
        names = f"{REAL_PREFIX}…; AZVN_INDEX_PREFIX={demo.prefix} names those of `{demo.left_by}`"
        print(f"From now on commands look at the real indices {names}.", file=sys.stderr)


def _reach_elasticsearch(place: Workplace, *, start: bool, progress: bool) -> Workplace:
    if place.settings.elasticsearch_url:
        return place
    from local import elasticsearch
    from pipeline.runs.refusal import Refusal

    server = elasticsearch.ensure_server(progress=progress) if start else elasticsearch.find_server()
    if server is None:
        raise Refusal("Elasticsearch is not running on this machine: `azvn up` starts it.")
    return place.switch_store(server.url, server.username, server.password)
