"""Invented outlets under reserved names, with articles of our own, served on loopback: the demo's and the
tests' small world.
"""
