"""What we promise: the charter, its calendars and its clock. Pure: no web, no database, no clock reading."""
