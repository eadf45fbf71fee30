"""The one rule for the indices that a command looks at, over its facts."""

from __future__ import annotations

import pytest

from pipeline.runs.workplace import REAL_PREFIX, Noted, choose_indices

PREFIX, URL, CONFIG = "AZVN_INDEX_PREFIX", "AZVN_ELASTICSEARCH_URL", "AZVN_CONFIG"
SAMPLE = Noted({PREFIX: "azvn-sample-", CONFIG: "/sample"}, invented=True)
REAL = Noted({PREFIX: REAL_PREFIX, CONFIG: "/real"}, invented=False)
TEAM = Noted({PREFIX: "azvn-team-", CONFIG: "/team", URL: "https://es.example"}, invented=False)
DEMO = Noted({PREFIX: "azvn-demo-1-", CONFIG: "/demo"}, invented=True, left_by="azvn demo")
OF_STACK = (
    "These are the sample sources of the stack that runs (indices azvn-sample-…);"
    " AZVN_INDEX_PREFIX=azvn- names the real ones."
)
OF_DEMO = (
    "These are the sample sources, as `azvn demo` left them (indices azvn-demo-1-…);"
    " AZVN_INDEX_PREFIX=azvn- names the real ones."
)
OF_TEAM = "These are the sources of the stack that runs (indices azvn-team-…)."


@pytest.mark.parametrize(
    ("named", "stack", "demo", "config", "notice", "real"),
    [
        pytest.param({}, None, None, None, "", True, id="the real ones"),
        pytest.param({}, None, DEMO, "/demo", OF_DEMO, False, id="the last demo's"),
        pytest.param({}, SAMPLE, DEMO, "/sample", OF_STACK, False, id="the stack's before that"),
        pytest.param({}, REAL, DEMO, "/real", "", True, id="a real stack is not worth a word"),
        pytest.param({}, TEAM, None, "/team", OF_TEAM, True, id="a stack under another prefix is"),
        pytest.param({PREFIX: "azvn-team-"}, TEAM, None, "/team", "", True, id="unless it was named"),
        pytest.param({PREFIX: REAL_PREFIX}, SAMPLE, DEMO, None, "", True, id="the real ones by name"),
        pytest.param({PREFIX: "azvn-x-"}, SAMPLE, DEMO, None, "", False, id="others by name"),
        pytest.param({PREFIX: "azvn-demo-1-"}, SAMPLE, DEMO, "/demo", OF_DEMO, False, id="the demo by name"),
        pytest.param({PREFIX: "azvn-sample-"}, SAMPLE, DEMO, "/sample", OF_STACK, False, id="the stack's"),
        pytest.param({URL: "https://es.example"}, TEAM, None, "/team", OF_TEAM, True, id="its Elasticsearch"),
        pytest.param({URL: "https://other.example"}, SAMPLE, DEMO, None, "", True, id="another server"),
        pytest.param({PREFIX: ""}, SAMPLE, None, "/sample", OF_STACK, False, id="an empty name is none"),
        pytest.param({CONFIG: "/mine"}, SAMPLE, None, "/mine", OF_STACK, False, id="another setting is kept"),
    ],
)
def test_named_else_the_running_stacks_else_the_last_demos_else_the_real_ones(
    named: dict[str, str],
    stack: Noted | None,
    demo: Noted | None,
    config: str | None,
    notice: str,
    real: bool,
) -> None:
    choice = choose_indices(named, stack, demo)
    assert (choice.settings.get(CONFIG), choice.notice, choice.real) == (config, notice, real)
