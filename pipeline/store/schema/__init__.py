"""The indices themselves: fields, analysis, templates, and building an index anew."""
