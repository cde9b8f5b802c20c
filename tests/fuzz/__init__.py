"""Fuzzing: what must hold for any bytes, run by Hypothesis in the tests and by Atheris for as long as one likes (`make fuzz`)."""
