"""What is written into Kibana: with fixed ids, in order, only what differs, and one sentence for each no.

No Kibana runs here: a stand-in on loopback takes what Kibana 9.5 takes, and refuses the rest.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kibana.door import KibanaFault, open_door
from kibana.files import KibanaObject, read_objects
from kibana.load import choose_default, find_changes, write_changes
from kibana.sessions import build_watch_session
from pipeline.config.settings import Settings
from pipeline.config.watches import Watch
from tests.kibana.standin import PASSWORD, SPACE, StandIn

OBJECTS = read_objects("azvn-")
BOARD = "azvn-azerbaijan-vietnam"


def provision(settings: Settings, objects: list[KibanaObject] = OBJECTS) -> list[str]:
    door = open_door(settings)
    lines = write_changes(door, find_changes(door, objects))
    choose_default(door, settings.index_prefix)
    return lines


def test_everything_is_made_with_fixed_ids_in_the_order_in_which_it_is_needed(kibana: StandIn) -> None:
    lines = provision(kibana.make_settings())
    assert kibana.wrote == [one.id for one in OBJECTS]
    assert lines == [f"Kibana: {one.name}" for one in OBJECTS]
    kinds = [one.kind for one in OBJECTS]
    assert kinds == sorted(kinds, key=["view", "session", "dashboard"].index)
    assert set(kibana.dashboards) == {BOARD, "azvn-how-we-are-doing"}
    assert kibana.dashboards[BOARD]["time_range"] == {"from": "now-30d", "to": "now"}


def test_a_second_and_a_third_time_write_nothing(kibana: StandIn) -> None:
    provision(kibana.make_settings())
    kibana.wrote.clear()
    assert provision(kibana.make_settings()) == []
    assert provision(kibana.make_settings()) == []
    assert kibana.wrote == []


def test_only_what_somebody_changed_is_written_again(kibana: StandIn) -> None:
    provision(kibana.make_settings())
    kibana.wrote.clear()
    kibana.views["azvn-articles-found"]["timeFieldName"] = "indexed_at"
    kibana.dashboards[BOARD]["panels"][3]["config"]["title"] = "Something else"
    kibana.sessions["azvn-copies"]["attributes"]["columns"] = []
    assert len(provision(kibana.make_settings())) == 3
    assert sorted(kibana.wrote) == ["azvn-articles-found", BOARD, "azvn-copies"]
    assert kibana.views["azvn-articles-found"]["timeFieldName"] == "first_seen_at"


def test_a_view_is_changed_by_its_id_and_keeps_what_people_added(kibana: StandIn) -> None:
    provision(kibana.make_settings())
    kibana.views["azvn-feeds"] |= {"allowHidden": True, "name": "Our feeds"}
    provision(kibana.make_settings())
    assert ("POST", f"{SPACE}/api/data_views/data_view/azvn-feeds") in kibana.asked
    view = kibana.views["azvn-feeds"]
    assert (view["name"], view["allowHidden"]) == ("Feeds and how they are", True)


def test_two_prefixes_in_one_space_leave_each_other_alone(kibana: StandIn) -> None:
    provision(kibana.make_settings())
    before = json.dumps([kibana.views, kibana.dashboards, kibana.sessions])
    number = len(kibana.views)
    other = kibana.make_settings(index_prefix="desk.two-")
    assert len(provision(other, read_objects("desk.two-"))) == len(OBJECTS)
    assert len(kibana.views) == 2 * number
    ours = [
        {id_: one for id_, one in kept.items() if id_.startswith("azvn-")}
        for kept in (kibana.views, kibana.dashboards, kibana.sessions)
    ]
    assert json.dumps(ours) == before
    assert provision(kibana.make_settings()) == [] and provision(other, read_objects("desk.two-")) == []
    assert kibana.views["desk_two-articles-found"]["title"] == "desk.two-news"
    assert kibana.dashboards["desk_two-azerbaijan-vietnam"]["title"] == "Azerbaijan–Vietnam (desk.two)"


def test_discover_opens_with_the_news_unless_somebody_chose_otherwise(kibana: StandIn) -> None:
    provision(kibana.make_settings())
    assert kibana.default == "azvn-articles-found"
    kibana.default = "mine"
    provision(kibana.make_settings())
    assert kibana.default == "mine"


def test_a_watch_has_a_search_that_asks_what_it_asks(kibana: StandIn) -> None:
    watch = Watch.model_validate(
        {
            "id": "energy",
            "title": "Oil and gas",
            "query": "title:oil OR SOCAR",
            "filters": {"grade": 3, "country": ["AZ", "VN"], "people": 'Ann "Ace" Lee'},
            "recipients": [{"id": "lan", "address": "lan@desk.example"}],
        }
    )
    session = build_watch_session(watch, "azvn-", lambda query: query.replace("title:", "title\\*:"))
    assert session.id == "azvn-watch-energy"
    assert session.body["tabs"][0]["query"]["expression"] == (
        '(title\\*:oil OR SOCAR) AND relevance.grade:3 AND source.country:("AZ" OR "VN")'
        ' AND people:"Ann \\"Ace\\" Lee"'
    )
    assert len(provision(kibana.make_settings(), [*OBJECTS, session])) == len(OBJECTS) + 1
    assert provision(kibana.make_settings(), [*OBJECTS, session]) == []


def test_the_difference_is_told_line_by_line_and_nothing_is_written(kibana: StandIn) -> None:
    provision(kibana.make_settings())
    kibana.wrote.clear()
    kibana.dashboards[BOARD]["panels"][0]["config"]["title"] = "Fresh stories"
    del kibana.views["azvn-mails"]
    view, board = find_changes(open_door(kibana.make_settings()), OBJECTS)
    told = board.describe()
    assert [line.strip() for line in told if line[0] in "+-" and line[:3] not in ("+++", "---")] == [
        '-        "title": "Fresh stories",',
        '+        "title": "New stories",',
    ]
    assert view.describe()[0].startswith("---") and '+  "name": "Mails",' in view.describe()
    assert kibana.wrote == []


def test_a_kibana_that_still_starts_is_waited_for(kibana: StandIn) -> None:
    kibana.starting = 1
    assert len(provision(kibana.make_settings())) == len(OBJECTS)


@pytest.mark.parametrize(
    ("version", "level", "sentence"),
    [
        ("9.4.2", "available", r"is 9\.4\.2; 9\.5 or newer is needed"),
        ("8.19.0", "available", r"is 8\.19\.0; 9\.5 or newer"),
        ("9.5.5", "critical", "is not ready: it says that it is critical"),
        ("", "available", "is not Kibana: check AZVN_KIBANA_URL"),
    ],
)
def test_one_that_is_too_old_or_never_ready_is_refused_before_anything_is_written(
    kibana: StandIn, version: str, level: str, sentence: str
) -> None:
    kibana.version, kibana.level = version, level
    with pytest.raises(KibanaFault, match=sentence):
        provision(kibana.make_settings(elasticsearch_patience=0.1))
    assert kibana.wrote == []


def test_a_newer_one_is_taken(kibana: StandIn) -> None:
    kibana.version = "10.0.0"
    assert provision(kibana.make_settings())


def test_a_panel_that_cannot_be_stored_is_named_with_its_place(kibana: StandIn) -> None:
    kibana.refused_panel = "guide"
    with pytest.raises(KibanaFault) as refused:
        provision(kibana.make_settings())
    assert str(refused.value) == (
        "kibana/dashboards/azerbaijan-vietnam.json: the dashboard Azerbaijan–Vietnam is refused: panel guide"
        " (What the grades mean, and how to search), panels[4]: cannot be transformed"
    )


def test_a_key_that_is_not_known_is_named_with_panel_and_path(kibana: StandIn) -> None:
    board = next(one for one in OBJECTS if one.id == BOARD)
    body = {**board.body, "panels": [*board.body["panels"][:2], {**board.body["panels"][2], "uid": "x"}]}
    with pytest.raises(KibanaFault, match=r"panel events-told \(Events\), panels\[2\]: .*body\.panels\.2\b"):
        provision(kibana.make_settings(), [replace(board, body=body)])


def test_a_person_s_view_of_the_same_name_is_not_deleted_and_the_sentence_says_what_to_do(
    kibana: StandIn,
) -> None:
    kibana.views["mine"] = {"id": "mine", "name": "Mails", "title": "mine-*"}
    with pytest.raises(KibanaFault, match=r"Duplicate data view: Mails.*has to be renamed or removed"):
        provision(kibana.make_settings())
    assert kibana.views["mine"]["title"] == "mine-*"


def test_a_search_whose_view_is_missing_is_refused_although_the_status_is_200(kibana: StandIn) -> None:
    sessions = [one for one in OBJECTS if one.kind == "session"]
    with pytest.raises(KibanaFault, match=r"refuses saved searches: Copies of a story: missing_references"):
        provision(kibana.make_settings(), sessions)
    assert kibana.sessions == {}


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (403, {"message": "API [POST ...] is unauthorized"}, "answers 403: API"),
        (400, "<html>", "answers 400: Bad Request"),
        (200, "<html>", "is not Kibana: check AZVN_KIBANA_URL"),
    ],
)
def test_a_no_becomes_one_sentence(kibana: StandIn, status: int, body: object, sentence: str) -> None:
    kibana.answers = [(status, body)]
    with pytest.raises(KibanaFault, match=sentence) as refused:
        provision(kibana.make_settings())
    assert PASSWORD not in str(refused.value)


def test_wrong_credentials_are_told_without_them(kibana: StandIn) -> None:
    with pytest.raises(KibanaFault, match="answers 401: Unauthorized") as refused:
        provision(kibana.make_settings(elasticsearch_password="another"))
    assert "another" not in str(refused.value)


def test_two_writers_at_once_are_no_fault(kibana: StandIn) -> None:
    door = open_door(kibana.make_settings())
    changes = find_changes(door, [one for one in OBJECTS if one.id == BOARD])
    kibana.answers = [(409, {"message": "version conflict"})]
    assert len(write_changes(door, changes)) == 1
    kibana.answers = [(409, {"message": "version conflict"}), (409, {"message": "version conflict"})]
    with pytest.raises(KibanaFault, match="version conflict"):
        write_changes(door, changes)


def test_nobody_there_is_a_fault_after_the_patience_of_the_settings(kibana: StandIn) -> None:
    nobody = kibana.make_settings(kibana_url="http://127.0.0.1:9", elasticsearch_patience=0.1)
    with pytest.raises(KibanaFault, match=r"Kibana at http://127\.0\.0\.1:9 does not answer"):
        provision(nobody)


def test_without_an_address_it_is_left_out(kibana: StandIn) -> None:
    with pytest.raises(KibanaFault, match="AZVN_KIBANA_URL is not set"):
        open_door(kibana.make_settings(kibana_url=None))
