"""The page's pictures as SVG, drawn by the server: what the page shows before, or without, its script.

The same geometry as the script's (static/figure-*.js): positions are shares of the box, sizes of symbols
and letters are pixels, so that at any width the script's picture replaces this one in place. A test in the
browser lays one over the other. Colours stand in static/picture.css and follow the page's theme.

    frame <- boundary, curves

What leaves the page, as a file or as a link's preview, is a `sheet`: the same pictures with their words.
"""

from app.picture.boundary import panel
from app.picture.curves import curve, loss_curve

__all__ = ["panel", "loss_curve", "curve"]
