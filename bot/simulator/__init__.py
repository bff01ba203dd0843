"""Local LINE: plays LINE's API for the real SDK, and a phone for people.

It stands alone: nothing else of this project is imported here, and nothing imports it.
"""
