"""The alias `articles`: articles with their verdicts come in; searches, watches and mails read them.

Who writes, each its own fields:

- `intake`: what was read and judged, merged with the document that is there (`content`, `merging`: pure),
  and what an outlet took off;
- `stories`: the story to which grouping says that an article belongs;
- `events`: the event of that story, and the meaning of its lead;
- `reviews`: what a person says of it;
- `archive_places`: where its original lies, when upkeep moves it;
- `removal`: the whole article, on request.

Who reads: `lookup` one article; `search` and `event_search` for people; `watch_queries` for watches;
`mail_queries` for mails; `totals` for status and reports. Earlier versions are in `pipeline.store.revisions`.
"""
