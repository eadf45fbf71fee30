"""A page in, an article with its verdict out, or the stage and the word with which it ended."""
