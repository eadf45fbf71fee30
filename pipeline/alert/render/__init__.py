"""Render: a draft in, a message with headers, text, HTML and pictures out; no network, no index."""
