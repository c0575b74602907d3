"""Who may do what in this room, to which rows. The only place that says so."""
