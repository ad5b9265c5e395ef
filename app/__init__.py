"""Bendline: see what an activation function is for."""

__version__ = "0.1.0"
