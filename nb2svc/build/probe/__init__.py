"""What runs inside the notebook's kernel during a build: operations are tried on samples, values are recorded.

The only part of the project that touches user values while they are made. It writes a trace; the compiler reads it.
"""
