"""What is news, to whom, and what a correction has changed: values in, values out, no store and no clock."""
