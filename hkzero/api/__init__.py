"""The HTTP interface: tables, questions, scenarios, districts and sources for programs, under /api/v1/.

`interface` in routes.py makes one ASGI app of it, which hkzero/ui/http.py mounts on the server of the dashboard.
"""
