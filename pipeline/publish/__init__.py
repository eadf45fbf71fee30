"""Publish: an article and those near it in; its story, its role and the stories it quotes out."""

from pipeline.publish.grouping import find_quoting_leads, group_article

__all__ = ["find_quoting_leads", "group_article"]
