"""Files of media: which are wanted, the loop that fetches them, and the folder that they lie in."""
