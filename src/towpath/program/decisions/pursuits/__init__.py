"""What the program says about who pursues a sale: the incumbent, and the preferred partner of the public sector."""
