"""The store: values of the model come in and go out; behind it is Elasticsearch, which nobody else knows.

Nothing here decides what an article is worth. `connect` opens the door, `client` is the door, `patience` and
`bulk` say what is tried again, `errors` what it is called when that was in vain (nothing is lost then);
`schema` makes the indices, `cluster` looks after them.

Each alias has one module that alone reads and writes it: `articles`, `revisions`, `pages`, `feeds`, `counts`,
`cycles`, `watches`, `hits`, `mails`, `leases`, `refused`.
"""

from __future__ import annotations

from pipeline.store.loading import load_elasticsearch

load_elasticsearch()
