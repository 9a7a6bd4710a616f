"""Small API servers in styles of their own, each with two sessions of use."""
