"""Records the traffic of a web app, and reads recordings: the way from an address or a file to
exchanges.
"""
