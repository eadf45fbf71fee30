"""The ground of the model: frozen values without unknown fields, text that is cleaned when one is made."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from pipeline.text.clean import clean_line, clean_paragraphs

Line = Annotated[str, AfterValidator(clean_line)]
"""One clean line."""

Paragraphs = Annotated[str, AfterValidator(clean_paragraphs)]
"""Clean text, a line feed between paragraphs."""


class Value(BaseModel):
    """A frozen value that knows no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
