"""What the program says about quotes: which discount, to whom and by whom, which fields, which approvals, which orders."""
