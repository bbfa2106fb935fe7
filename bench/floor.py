"""The floor: a static page with Plotly, the same figure, the shapes of a map. Nothing that draws it can be faster."""

from __future__ import annotations

import gzip
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>floor</title>
<link rel="icon" href="data:,"><script src="plotly.js"></script></head>
<body><h1>floor</h1><div id="chart" style="width:100%;height:420px"></div>
<script>const figure = FIGURE
Plotly.newPlot('chart', figure.data, figure.layout, {responsive: true, topojsonURL: './'})</script>
</body></html>"""
# The map of the world that plotly.js asks for with any map: ours, which is empty, as in the dashboard.
WORLD = ROOT / "hkzero" / "ui" / "browser" / "world_110m.json"


def first_figure(page: str) -> str | None:
    """Return the JSON of the first chart of a page, None where it has none."""
    from streamlit.testing.v1 import AppTest

    main = ROOT / "hkzero" / "ui" / "main.py"
    app = AppTest.from_file(str(main), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    if page != "overview":
        app.switch_page(os.path.relpath(ROOT / "pages" / f"{page}.py", main.parent)).run()
    charts = app.get("plotly_chart")
    if not charts:
        return None
    spec = json.loads(charts[0].proto.spec)
    return json.dumps({"data": spec["data"], "layout": spec["layout"]})


@contextmanager
def serve_static(figure_json: str) -> Iterator[str]:
    """Serve the page with this figure, compressed, on a free port; yield its address."""
    from hkzero.ui import geography

    script = files("plotly").joinpath("package_data/plotly.min.js").read_bytes()
    contents = {
        "/": ("text/html; charset=utf-8", gzip.compress(PAGE.replace("FIGURE", figure_json).encode())),
        "/plotly.js": ("text/javascript; charset=utf-8", gzip.compress(script)),
        "/world_110m.json": ("application/json", gzip.compress(WORLD.read_bytes())),
    } | {f"/{address}": ("application/geo+json", gzip.compress(geography.drawing(name).body))
         for name, address in geography.ADDRESSES.items() if address in figure_json}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = contents.get(self.path.partition("?")[0])
            if found is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", found[0])
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(found[1])))
            self.end_headers()
            self.wfile.write(found[1])

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
