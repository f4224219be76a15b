"""All answers of the archive to one question, as a file for spreadsheets and programs."""
