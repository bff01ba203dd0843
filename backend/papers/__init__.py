"""Documents of figures: what a report says, and the PDF, spreadsheet, CSV and charts that an office files.

``report`` is the neutral report, pure; every other module turns it into bytes. The same report makes the same bytes.
"""
