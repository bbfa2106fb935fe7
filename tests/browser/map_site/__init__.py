"""An app with nothing but a map, behind the very door of the real one."""
