"""Scrapy's downloader middlewares, one a file: a request in; its answer, another request or `Ended` out."""
