"""A page of the desk as a test reads it: what it says, its forms, and the house rules every page keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr"}
FIELDS = {"input", "select", "textarea"}


@dataclass
class Node:
    """One element and what is in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str, **attributes: str) -> list[Node]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            node
            for node in self.walk()
            if node.tag == tag and all(node.attributes.get(name) == value for name, value in wanted.items())
        ]

    def by_class(self, name: str) -> list[Node]:
        return [node for node in self.walk() if name in node.attributes.get("class", "").split()]

    @property
    def text(self) -> str:
        """The words in it, with single spaces."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())

    @property
    def raw(self) -> str:
        """The words in it as they are, for text areas."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("document", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read(text: str) -> Node:
    """The page as a tree; an element closed out of turn fails the test."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader._open == [reader.root], f"never closed: {reader._open[-1].tag}"
    return reader.root


def filled(form: Node) -> dict[str, str]:
    """What a browser would send for a form that nobody touched."""
    values: dict[str, str] = {}
    for node in form.walk():
        name = node.attributes.get("name")
        if node.tag not in FIELDS or name is None:
            continue
        if node.attributes.get("type") == "checkbox" and "checked" not in node.attributes:
            continue
        if node.tag == "select":
            chosen = [option for option in node.all("option") if "selected" in option.attributes]
            values[name] = (chosen or node.all("option"))[0].attributes["value"]
        else:
            values[name] = node.raw if node.tag == "textarea" else node.attributes.get("value", "")
    return values


def keeps_the_house_rules(page: Node) -> None:
    """What every page owes its reader, whoever they are and whatever they read with."""
    ids = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids)), f"an id is used twice: {sorted(ids)}"
    assert [node.attributes.get("lang") for node in page.all("html")] == ["th"]
    assert len(page.all("h1")) == 1
    assert page.all("title")[0].text.endswith("· นิคมเดสก์")
    labelled = {label.attributes["for"] for label in page.all("label")}
    for node in page.walk():
        if node.tag in FIELDS and node.attributes.get("type") != "hidden":
            assert node.attributes.get("id") in labelled, f"no label: {node.attributes}"
        for name in node.attributes:
            assert not name.startswith("on"), f"a script in an attribute: {name}"
            assert name != "style", "a style in an attribute"
        if node.tag == "script":
            assert "src" in node.attributes, "a script in the page"
        for pointer in ("aria-labelledby", "aria-describedby"):
            assert set(node.attributes.get(pointer, "").split()) <= set(ids), node.attributes
    for form in page.all("form", method="post"):
        assert "csrf_token" in filled(form), f"no CSRF token: {form.attributes}"
