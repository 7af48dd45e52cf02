"""Two versions of rows and datasets → changes, riskiest first. Nouns only: no file, no git."""
