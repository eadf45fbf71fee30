"""Write: hits in; drafts of mails, frozen in the outbox, out."""
