"""Two versions of the charter beside each other, standard by standard.

A standard is the same one in both when it is for the same kind of matter and measures the same. Who approved it is
no part of what it promises, so a draft that was only copied shows no difference.
"""

from dataclasses import dataclass

from service_standards.charter import Charter, ServiceStandard

FIELDS = ("allowance", "calendar", "starts", "pausable", "title_th", "title_en", "basis")
"""What may differ, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One standard that is not the same in both, and the `fields` in which it differs."""

    before: ServiceStandard
    after: ServiceStandard
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came, what went, what differs, what is as it was; each in the order of the later version."""

    added: tuple[ServiceStandard, ...]
    dropped: tuple[ServiceStandard, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[ServiceStandard, ...]


def compare(before: Charter, after: Charter) -> Comparison:
    """What changes when `after` takes the place of `before`."""
    known = {_promise(standard): standard for standard in before.standards}
    kept = {_promise(standard) for standard in after.standards}
    pairs = [(known[_promise(standard)], standard) for standard in after.standards if _promise(standard) in known]
    changed = [Changed(old, new, fields) for old, new in pairs if (fields := differing(old, new))]
    return Comparison(
        added=tuple(standard for standard in after.standards if _promise(standard) not in known),
        dropped=tuple(standard for standard in before.standards if _promise(standard) not in kept),
        changed=tuple(changed),
        unchanged=tuple(new for old, new in pairs if not differing(old, new)),
    )


def differing(before: ServiceStandard, after: ServiceStandard) -> tuple[str, ...]:
    """The fields in which two standards promise something else."""
    return tuple(field for field in FIELDS if getattr(before, field) != getattr(after, field))


def _promise(standard: ServiceStandard) -> tuple[str, str]:
    return standard.kind, standard.measure
