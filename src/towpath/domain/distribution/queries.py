"""What lists and pages read; every reader takes the actor."""
