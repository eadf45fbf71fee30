"""Dedupe: text in, sketch out; two sketched texts in, their relation out (same text, one quoting the other, or unrelated).

Nothing here reads or writes the index; `pipeline.publish` fetches the leads and keeps the decision.
"""

from pipeline.dedupe.relation import Relation, Sketched, relate
from pipeline.dedupe.sketch import sketch

__all__ = ["Relation", "Sketched", "relate", "sketch"]
