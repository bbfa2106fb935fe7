"""The same charts as three pages of the dashboard, written as they usually are: to be measured beside it, not used."""
