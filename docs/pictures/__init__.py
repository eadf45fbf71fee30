"""Kibana's dashboards in, pictures of them out: the same files, real answers, another brush."""
