"""Send: mails of the outbox in, their fate out; the only sender of mail, to readers and to operators."""
