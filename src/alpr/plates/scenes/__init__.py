"""Photographs of streets and cars, drawn on the spot: plates, and much that is no plate."""
