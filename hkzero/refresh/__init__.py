"""Refresh: download the official machine-readable sets, compare them with the facts, and take them in whole or not."""
