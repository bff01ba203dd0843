"""The chat page: phones for people, with the tester's tools."""

from flask import Blueprint

pages = Blueprint("pages", __name__)
