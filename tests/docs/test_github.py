"""Forms, workflow and hooks hold what their readers expect; none names a host of a package registry."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from pipeline.config.settings import ROOT
from pipeline.config.sources import Source

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*-*.yml"))


def load_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_has_what_github_asks_of_one(form: Path) -> None:
    read = load_yaml(form)
    assert read["name"] and read["description"]
    fields = [field for field in read["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)


def test_the_form_for_a_new_outlet_offers_the_kinds_of_the_catalogue() -> None:
    (kind,) = [field for field in load_yaml(FORMS[0])["body"] if field.get("id") == "kind"]
    # A search feed is no outlet.
    assert {*kind["attributes"]["options"], "search"} == {*get_args(Source.model_fields["kind"].annotation)}


def test_who_says_that_an_outlet_reads_wrongly_names_it_and_attaches_no_text_of_it() -> None:
    fields = {field.get("id"): field for field in load_yaml(FORMS[1])["body"]}
    needed = {id_ for id_, field in fields.items() if field.get("validations", {}).get("required")}
    assert {"address", "source", "what", "read", "right", "version"} <= needed
    (promise,) = fields["text"]["attributes"]["options"]
    assert promise["required"]


def test_the_workflow_runs_what_a_submission_must_pass_with_pinned_actions() -> None:
    path = ROOT / ".github" / "workflows" / "ci.yml"
    (job,) = load_yaml(path)["jobs"].values()
    assert "bash .ci/run" in [step.get("run") for step in job["steps"]]
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", action)] == []
    assert "://" not in path.read_text(encoding="utf-8")


def test_hooks_use_the_environment_and_fetch_nothing() -> None:
    read = load_yaml(ROOT / ".pre-commit-config.yaml")
    assert [repository["repo"] for repository in read["repos"]] == ["local"]
    hooks = [hook for repository in read["repos"] for hook in repository["hooks"]]
    assert all(hook["language"] == "system" for hook in hooks)
    assert all(hook["entry"].startswith(".venv/bin/ruff ") for hook in hooks)
