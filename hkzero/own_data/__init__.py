"""A user's own data: read, put to the test row by row, kept in a file of its own, worked out with the year's factors.

Nothing of it goes into the project's database, and nothing is kept before every row is in order.
"""
