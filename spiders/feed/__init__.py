"""The answer of a feed in; its candidates out, each of them new, edited, known or another shard's."""
