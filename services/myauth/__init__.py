"""MyAuth: checks passwords and issues tokens."""
