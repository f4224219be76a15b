"""The archive in one SQLite file: plain functions over a connection, and a facade that runs each as one unit."""
