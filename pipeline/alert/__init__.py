"""Alert: watches and changed articles in; hits, mails and their fate out."""
