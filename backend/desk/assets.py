"""Style, script and typeface of the desk, each from an installed package or from ``static/``: no CDN, no copies.

All files share one address made of the hash of all of them, so browsers keep them for a year and a new version is a
new address. They are read, checked and compressed once, when the desk starts.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from backend.desk.gate import public

HERE = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf", ".svg": "image/svg+xml"}
SOURCES = {
    "bootstrap.css": ("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "sarabun-400.ttf": ("fontpkg_sarabun", "files/Sarabun-Regular.ttf"),
    "sarabun-600.ttf": ("fontpkg_sarabun", "files/Sarabun-SemiBold.ttf"),
    "sarabun-700.ttf": ("fontpkg_sarabun", "files/Sarabun-Bold.ttf"),
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, plain and compressed."""

    media_type: str
    plain: bytes
    gzipped: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """All files of the desk under the hash of their contents."""

    digest: str
    files: dict[str, Asset]


def load_bundle() -> Bundle:
    """Read every file.

    Raises:
        FileNotFoundError: an installed package does not hold what it should.
    """
    contents = {name: _in_package(*source).read_bytes() for name, source in SOURCES.items()}
    contents |= {path.name: path.read_bytes() for path in sorted(HERE.iterdir()) if path.suffix in TYPES}
    digest = sha256(b"".join(name.encode() + sha256(data).digest() for name, data in sorted(contents.items())))
    files = {
        name: Asset(TYPES[Path(name).suffix], data, gzip.compress(data, mtime=0)) for name, data in contents.items()
    }
    return Bundle(digest.hexdigest()[:16], files)


def _in_package(package: str, path: str) -> Path:
    """A file of a package, which is found but not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {package} is not installed")
    return Path(spec.submodule_search_locations[0]) / path


def blueprint(bundle: Bundle) -> Blueprint:
    """The route of the bundle, and ``asset()`` for templates."""
    assets = Blueprint("assets", __name__)

    @assets.get("/assets/<digest>/<name>")
    @public
    def file(digest: str, name: str) -> Response:
        asset = bundle.files.get(name)
        if asset is None or digest != bundle.digest:
            raise NotFound
        response = Response(asset.plain, content_type=f"{asset.media_type}; charset=utf-8")
        if request.accept_encodings["gzip"] > 0:
            response.data = asset.gzipped
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    @assets.app_template_global()
    def asset(name: str) -> str:
        if name not in bundle.files:
            raise KeyError(name)
        return url_for("assets.file", digest=bundle.digest, name=name)

    return assets
