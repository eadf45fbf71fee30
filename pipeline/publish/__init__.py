"""Publish: an article and those near it in; its story, role and quotes, its event, and what surges out."""

from pipeline.publish.grouping import find_quoting_members, group_article
from pipeline.publish.leads import choose_lead
from pipeline.publish.nearby import Nearby

__all__ = ["Nearby", "choose_lead", "find_quoting_members", "group_article"]
