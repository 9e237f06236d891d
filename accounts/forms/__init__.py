"""Parsing and messages for the pages about people and signing in."""
