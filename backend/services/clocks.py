"""The clock of each standard on each ticket, read from the ticket's events. Nothing here is stored but a hint.

The rules are in ``service_standards``; this module brings them the rows.
"""
