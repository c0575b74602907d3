"""What the program says about distributors: who covers what, who buys through whom, and who needs billing records."""
