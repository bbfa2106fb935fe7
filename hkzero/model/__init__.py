"""Pure models: quantities with their sources in, quantities with the union of those sources out."""
