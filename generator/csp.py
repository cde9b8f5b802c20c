"""The content security policy of every page, as a meta element carries it."""

from __future__ import annotations

THEME_SCRIPTS = (
    "sha256-exqRXrW/0laiImCrTE8a70vxyyY10FJVIppytLf/dbY=",
    "sha256-DrEMJJ29sL7vIloQzly+VUGMxKcBTMII+OfW7Y8AkG4=",
    "sha256-/8wPdzX9q0NNJXyA5lzsLojXFpkeaXVxhbfkUOQaWy8=",
)
"""Hashes of the three inline scripts of Material for MkDocs 9.8.1: scope, palette, tab of the address's fragment.

Pinned by hand and never taken from a built page: a hash of whatever stands in a page would bless an injected script.
`extra.scope: /` keeps the first one the same at every depth; a theme feature with a script of its own adds one.
"""

POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' {' '.join(repr(script) for script in THEME_SCRIPTS)}",
        "style-src 'self' 'unsafe-inline'",  # Plotly writes a style element
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
