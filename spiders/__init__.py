"""The crawl program: a job in; WARC files in the spool and one report out. Nothing else knows Scrapy."""
