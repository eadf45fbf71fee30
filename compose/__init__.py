"""`.env.example` in, `.env` with fresh secrets out; beside it the scripts that the containers run."""
