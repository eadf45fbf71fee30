"""What people write, checked: settings, sources, topic and watches in; values or sentences about what is
wrong out.
"""
