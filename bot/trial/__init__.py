"""The local trial: one command that starts everything on one machine (``make run``)."""
