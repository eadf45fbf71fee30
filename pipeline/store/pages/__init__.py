"""The alias `pages`: every address ever seen, and the frontier of those that wait to be fetched.

Who writes: `candidates` what feeds list; `ends` how fetches ended; `pipeline.store.articles.removal` what is
forgotten. `page_fields` decides, as pure functions, how far an address has come.

Who reads: `frontier` for the plan of a cycle; `known_pages` for the crawl, which asks one question.
"""
