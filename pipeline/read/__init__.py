"""Read: a fetched page in; an article with its verdict out, or the stage and the word with which it ended."""

from pipeline.read.page import read_page

__all__ = ["read_page"]
