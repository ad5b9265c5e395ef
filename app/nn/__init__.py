"""The numerical core: data, networks, training and decision boundaries, in NumPy alone.

Arrays are feature-major, (units, samples), so that a layer is one matrix product on
contiguous rows. Training runs in float32; the same code runs in float64 for checks.
"""
