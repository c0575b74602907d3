"""What the Makefile calls: making the environment, finding a browser."""
