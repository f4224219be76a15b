"""How fast Frontwatch reads, measured on the corpus next to the plain ways of doing the same."""
