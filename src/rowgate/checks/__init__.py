"""Rows → problems: the rules of `check`, a module per family."""
