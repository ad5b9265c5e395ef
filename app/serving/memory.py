"""Memory that stays: what the server is made of is kept from the garbage collector.

A full collection looks at every object there is, half a million of them once the catalog and the templates
are loaded, and stops the event loop for 0.2 s and more; a body of 20 000 empty lists brings one about. What
there is when the server starts it needs till it ends, so nobody has to look at it again.
"""

import gc


def settle() -> None:
    """Collect what is garbage by now, and leave the rest alone for good."""
    gc.collect()
    gc.freeze()
