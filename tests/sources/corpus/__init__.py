"""Annotated pages of news sites, what a browser copies of them, and what must be understood of that. See build.py."""
