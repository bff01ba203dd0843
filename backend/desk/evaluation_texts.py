"""The words of the yearly evaluation, as far as code chooses between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.queries.evaluation import Results
from backend.queries.years import Stage
from service_standards.compliance import Figure, in_percent
from service_standards.satisfaction import SCALES, Scale, two_decimals

SCALE_CHOSEN = "บันทึกเกณฑ์แปลผลความพึงพอใจแล้ว"
NAMES = (
    "ดำเนินการแล้วเสร็จตามกิจกรรมและระยะเวลาที่กำหนดตามแผน",
    "การให้บริการเป็นไปตามมาตรฐานคุณภาพที่กำหนดไว้",
    "ค่าเฉลี่ยความพึงพอใจของลูกค้าประเด็นที่เกี่ยวกับการสนับสนุนลูกค้า",
)
"""The indicators in the words of the work manual's section 11."""
_STATES = {
    (True, Stage.OVER): ("บรรลุเป้าหมาย", "met"),
    (False, Stage.OVER): ("ไม่บรรลุเป้าหมาย", "missed"),
    (True, Stage.RUNNING): ("ขณะนี้เป็นไปตามเป้าหมาย", "running"),
    (False, Stage.RUNNING): ("ขณะนี้ต่ำกว่าเป้าหมาย", "missed"),
}
_NO_VALUE = ("ยังไม่มีข้อมูล", "none")


def answer(results: Results) -> str:
    """The year in a sentence."""
    told = [one for one in results.reached if one is not None]
    if not told:
        return "ยังไม่มีผลของตัวชี้วัดใดในปีงบประมาณนี้"
    verb = "บรรลุ" if results.stage is Stage.OVER else "ขณะนี้เป็นไปตามเป้าหมาย"
    words = f"{verb} {sum(told)} จาก {len(results.reached)} ตัวชี้วัด"
    if results.served.share is not None:
        words += f" · ได้ตามมาตรฐานร้อยละ {in_percent(results.served.share)}"
        words += f" เกินกำหนด {results.served.count(Figure.MISSED):,} รายการ"
    if results.satisfied.band and results.satisfied.mean.value is not None:
        mean, level = two_decimals(results.satisfied.mean.value), results.satisfied.band.level.told.th
        words += f" · ความพึงพอใจ {mean} ระดับ{level}"
    missing = len(results.reached) - len(told)
    return words + (f" · ยังไม่มีผล {missing} ตัวชี้วัด" if missing else "")


def scale_words(scale: Scale) -> str:
    """A scale with its bands."""
    bands = " ".join(f"{band.level.told.th} {band}" for band in reversed(scale.bands))
    return f"{scale.title.th}: {bands}"


FILTERS: dict[str, Callable[..., Any]] = {
    "evaluation_answer": answer,
    "evaluation_state": lambda reached, stage: _STATES.get((reached, stage), _NO_VALUE)[0],
    "evaluation_name": NAMES.__getitem__,
    "evaluation_tone": lambda reached, stage: _STATES.get((reached, stage), _NO_VALUE)[1],
    "scale_title": lambda name: SCALES[name].title.th,
    "scale_words": scale_words,
    "two_decimals": two_decimals,
}
