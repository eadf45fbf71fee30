"""A query as people type it, in a watch or a search, comes in; what is wrong with it, or how it is read, goes
out.
"""
