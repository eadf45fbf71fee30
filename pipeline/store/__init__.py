"""Store: the only door to Elasticsearch. Values of the model in and out; nothing here decides what an article
is worth.

`client` opens the door, `patience` and `bulk` say what is tried again and what is lost when (nothing).
`templates`, `mappings`, `analysis` and `reindex` make the indices. One module reads and writes each alias:
`articles` (with `stories`, `lookup`, `removal`), `ledger` (pages), `feeds`, `counts`, `cycles`, `leases`,
`refused`. `documents` and `pages` decide, as pure functions, what becomes of a document beside the one that
is there. `search` finds; `known` answers the one question of the crawl.
"""
