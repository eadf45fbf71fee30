"""Write: hits that are due in, drafts in the outbox out; a mail is frozen before anybody tries to send it."""
