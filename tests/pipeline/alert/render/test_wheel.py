"""The templates and catalogues go into the wheel and are found from there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from pipeline.config.settings import ROOT
from tests.pipeline.alert.render.drafts import SENDER, digest

CODE = f"""
import sys, pipeline.alert.render as render
from pipeline.model.drafts import Draft
assert render.__file__.startswith(sys.argv[1]), render.__file__
draft = Draft.model_validate_json(sys.stdin.buffer.read())
sys.stdout.write(str(render.render_mail(draft, sender={SENDER!r})["Subject"]))
"""


def test_a_mail_is_rendered_from_the_wheel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    installed = tmp_path / "installed"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"}
    run = [sys.executable, "-c", CODE, str(installed)]
    done = subprocess.run(
        run,
        cwd=tmp_path,
        env=environment,
        input=digest("az").model_dump_json().encode(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == (
        "[AZ–VN] Gündəlik icmal: Vietnam and Azerbaijan agree on joint exploration in the South Caspian and a"
        " refinery study, və daha 13 xəbər"
    )
