"""What a trained network shows of itself. NumPy alone; knows no experiment and no web."""
