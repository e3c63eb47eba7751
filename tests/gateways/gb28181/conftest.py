from __future__ import annotations

import sys
import types

# Until the native core is built, its one exception class is all that these tests need of it.
try:
    import anlan.media._core  # noqa: F401
except ImportError:
    stub = types.ModuleType("anlan.media._core")
    stub.MediaError = type("MediaError", (Exception,), {})
    sys.modules["anlan.media._core"] = stub
