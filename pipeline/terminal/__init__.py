"""How results look in a terminal: plain values in, tables and sentences out."""
