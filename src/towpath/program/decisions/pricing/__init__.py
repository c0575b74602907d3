"""What the program says about prices: how high a discount is, and when it may be negotiated down."""
