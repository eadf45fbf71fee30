"""The command line `azvn`: a file for each group of commands; nothing imports it."""
