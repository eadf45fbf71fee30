"""Program 1: asks feeds, discovers candidates, fetches pages that are not known, and keeps every answer in
the spool.
"""
