"""How much of readers' files the server holds at once, by the session and in all.

Streamlit limits the size of a file, not how many a session may send: one visitor fills the memory with files that no
page has asked for. They are held until the session is forgotten.
"""

from __future__ import annotations

import logging
import re
from collections import Counter

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, runtime

# No page takes more than two files; a reader who puts hers right again and again has each taken away before the next.
FILES_OF_A_SESSION = 8
MOST_BYTES = 512 * 2**20

log = logging.getLogger("hkzero.ui")


class BoundedUploads:
    """Refuse a file where the session, or all of them, would hold more than there is room for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 or 503 for a file too many, else pass it on; its room is taken while it is still coming."""
        found = re.search(r"/_stcore/upload_file/([^/]+)/[^/]+/?$", scope.get("path", ""))
        if scope["type"] != "http" or scope["method"] != "PUT" or not found:
            await self.app(scope, receive, send)
            return
        session, largest = found[1], config.get_option("server.maxUploadSize") * 2**20
        status = self.refusal(session, largest)
        if status:
            log.warning("an upload is refused with %d: too much is held already", status)
            await PlainTextResponse("too many files are held already", status)(scope, receive, send)
            return
        self.coming[session] += largest
        try:
            await self.app(scope, receive, send)
        finally:
            self.coming[session] -= largest
            if not self.coming[session]:
                del self.coming[session]

    def refusal(self, session: str, largest: int) -> int:
        """Return the status to refuse one more file with, 0 where there is room for it."""
        held = held_bytes()
        if held.get(session, 0) + self.coming[session] + largest > FILES_OF_A_SESSION * largest:
            return 413
        return 503 if sum(held.values()) + self.coming.total() + largest > MOST_BYTES else 0


def held_bytes() -> dict[str, int]:
    """Return the bytes of files that are held, by session."""
    if not runtime.exists():
        return {}
    by_session = runtime.get_instance().uploaded_file_mgr.file_storage
    return {session: sum(len(one.data) for one in list(files.values())) for session, files in list(by_session.items())}
