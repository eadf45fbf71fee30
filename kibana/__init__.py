"""What Kibana shows: data views as files, and `load`, which puts them into a running Kibana."""
