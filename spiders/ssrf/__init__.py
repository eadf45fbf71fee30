"""No request reaches an address that is not public, whatever a feed, page, robots.txt, sitemap or redirect
says.
"""
