"""What the program says about becoming a partner: who signs what, what makes one authorized, the exception for one deal."""
