"""What runs, in which order, under which lock."""
