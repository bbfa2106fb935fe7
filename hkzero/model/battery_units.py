"""Units that cannot be mixed: a kWh that a battery holds and a kWh that it delivers over its life are not the same thing."""
