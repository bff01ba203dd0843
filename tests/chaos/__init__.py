"""Tests that kill processes, lose Redis and break the line to LINE, and then count every message."""
