"""The data views of `views/` in; a line for each that was made or changed in a running Kibana out."""
