"""Read: a fetched page in; an article with its verdict out, or the stage and the word with which it ended."""

from pipeline.read.page import give_up_page, read_page

__all__ = ["give_up_page", "read_page"]
