"""Strangers' SQL: one SELECT at a time, on a public copy of the database, in a process that can be stopped.

guard.py says what a statement may hold. worker.py runs it under the operating system's limits. desk.py starts the
workers, keeps the queue and stops what takes too long. units.py says in which unit a column is.
"""
