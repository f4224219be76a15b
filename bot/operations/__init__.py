"""What an operator or an analyst does from the shell: import, replay, flag, look after the archive."""
