"""Keep the search for garbage short: while Python looks, nothing else of the process goes on.

With the app's modules and kept figures loaded, a search takes 200 to 300 ms; with them frozen, which leaves them out,
60. Streamlit would search after every run, of which more and more has to be looked through as a process ages; it is
told not to (`runner.postScriptGC` in .streamlit/config.toml), and Python searches when enough has gathered.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
from threading import Lock

from hkzero import charts, model

# Imported by the models when they are first needed, because the command line seldom does.
LATE = ("statsmodels.tsa.statespace.structural", "statsmodels.tsa.exponential_smoothing.ets")
FIRST_GROWTH = 32  # kept results: about what the first visit to a page leaves

_lock = Lock()
_next_growth = FIRST_GROWTH


def load() -> None:
    """Import what the pages draw and compute with: no visitor waits for it, and it is there when all is frozen."""
    own = [module.name for package in (model, charts)
           for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]
    for name in (*own, *LATE):
        importlib.import_module(name)


def settle() -> None:
    """Freeze what is in use now, once what is not has been thrown away."""
    gc.collect()
    gc.freeze()


def settle_when_grown(kept: int) -> bool:
    """Settle when the number of kept results has doubled since the last time; return whether it was done.

    Not more often: what is frozen by chance, a visitor's session say, is not searched again once it is garbage.
    """
    global _next_growth
    with _lock:
        if kept < _next_growth:
            return False
        _next_growth = 2 * kept
    settle()
    return True
