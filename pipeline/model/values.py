"""The ground of the model: frozen values that know no unknown fields, and text that is cleaned when a value
is made.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from pipeline.text.clean import clean_line, clean_paragraphs

Line = Annotated[str, AfterValidator(clean_line)]


Paragraphs = Annotated[str, AfterValidator(clean_paragraphs)]


class Value(BaseModel):
    """A frozen value that knows no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
