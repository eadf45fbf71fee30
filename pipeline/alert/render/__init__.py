"""Render: a draft in, the message as it goes to the mail server out."""

from pipeline.alert.render.message import render_mail
from pipeline.alert.render.refusal import Unrenderable

__all__ = ["Unrenderable", "render_mail"]
