"""What others make of the same captures; each runs in an environment apart from ours."""
