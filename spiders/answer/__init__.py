"""What an answer says: a response or a failure in; its outcome, validators and how long to wait out."""
