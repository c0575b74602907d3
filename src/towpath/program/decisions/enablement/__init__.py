"""What the program says about learning: badges, what they count as, and what tracks and designations ask for."""
