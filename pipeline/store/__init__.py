"""Store: the only door to Elasticsearch. Values of the model in and out; nothing here decides what an article is worth.

`client` opens the door; `templates` makes the indices; one module per alias reads and writes it.
"""
