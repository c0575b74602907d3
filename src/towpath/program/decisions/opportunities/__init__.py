"""What the program decides about opportunities: order type, stages, inactivity, names."""
