"""Catalogues a little different from the small one."""

from dataclasses import replace

from intents.catalogue import Catalogue


def with_changed(catalogue: Catalogue, intent_id: str, **changes: object) -> Catalogue:
    """The same with one intent's fields changed; its hash says so."""
    changed = replace(catalogue.intents[intent_id], **changes)
    return replace(catalogue, intents={**catalogue.intents, intent_id: changed}, content_hash="changed")


def with_example(catalogue: Catalogue, intent_id: str, text: str) -> Catalogue:
    """The same with one Thai example more."""
    examples = dict(catalogue.intents[intent_id].examples)
    examples["th"] = (*examples["th"], text)
    return with_changed(catalogue, intent_id, examples=examples)
