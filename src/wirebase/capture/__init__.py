"""The way from the address of an app, or from a recording of it, to exchanges."""
