"""What the compose file is made with: its variables and their secrets, and the two scripts that its
containers run.
"""
