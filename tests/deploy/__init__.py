"""The installation of deploy/, really run: nginx in front of two processes, as its visitors meet it."""
