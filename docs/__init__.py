"""What people read, and what makes the tables and pictures in it."""
