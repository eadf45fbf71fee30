"""Scrapy's extensions, one a file: signals of the crawl in; its pace and its end out."""
