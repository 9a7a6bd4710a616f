"""Two made-up apps whose APIs come in many styles, and how well one session with each tells the next.

A style is drawn by a seed. The apps are called as functions, without a network; what two sessions with
an app send and get is kept as two HAR documents, the same at each run.
"""
