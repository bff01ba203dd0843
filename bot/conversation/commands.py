"""Words that act like a button wherever they are typed alone, with or without a polite ending.

The buttons' own labels are among them: on a computer LINE shows no quick replies. Only a whole message is a command:
"ยกเลิกใบอนุญาต" is a question.
"""

from __future__ import annotations

import re

from bot.words import SENTENCES
from intents.normalise import normalise

_LABELS = {
    "cancel": ("b_cancel",),
    "back": ("b_back", "b_change"),
    "person": ("b_person",),
    "skip": ("b_skip", "b_go_on", "b_nothing_more"),
    "confirm": ("b_confirm",),
    "no_estate": ("b_unknown_estate",),
    "menu": ("b_menu",),
    "tickets": ("b_tickets",),
    "none": ("b_none",),
    "good": ("b_good",),
    "bad": ("b_bad",),
    "unsolved": ("b_unsolved",),
    "withdraw_yes": ("b_withdraw_yes",),
    "happening": ("b_happening",),
    "report": ("b_report",),
    "report_first": ("b_report_first",),
    "report_second": ("b_report_second",),
    "next": ("b_next",),
    "standards": ("b_standards",),
    "clock": ("b_clock",),
}
_SAID = {
    "cancel": ("ไม่เอาแล้ว", "cancel", "stop", "キャンセル", "取り消し", "中止", "取消"),
    "back": ("กลับ", "back", "go back", "edit", "戻る", "返回"),
    "person": (
        "ขอคุยกับเจ้าหน้าที่", "ติดต่อเจ้าหน้าที่", "เจ้าหน้าที่", "agent", "human", "担当者", "担当者と話したい", "人工", "人工客服",
        "转人工",
    ),
    "skip": ("ไม่มี", "ไม่สะดวก", "ไม่ให้", "-", "no", "none", "スキップ", "なし", "ありません", "跳过", "没有"),
    "confirm": (
        "ยืนยัน", "ตกลง", "ใช่", "โอเค", "ส่งเลย", "ส่งเรื่อง", "ok", "okay", "yes", "confirm", "send", "はい", "送信",
        "是", "好的", "确认", "发送",
    ),
    "no_estate": ("ไม่รู้", "ไม่แน่ใจ", "ไม่ได้อยู่ในนิคม", "don't know", "わからない", "分かりません", "わかりません", "不知道"),
    "good": ("ตรง", "ตรงค่ะ"),
    "bad": ("ไม่ตรง",),
    "menu": ("メニュー", "菜单"),
    "clock": ("นับเวลายังไง", "คิดเวลาอย่างไร", "how is time counted", "how is the time counted"),
}  # fmt: skip
_ENDING = re.compile(r"(?:\s*(?:นะคะ|นะครับ|ค่ะ|คะ|ครับผม|ครับ|คับ|ค่า|จ้า|จ้ะ|ฮะ|นะ|please))+$")
_SIGNS = " .!…?~。"
_SCORE = re.compile(r"(?:ให้คะแนน|ให้|rate)?\s*([1-5])\s*(?:คะแนน|ดาว|点|分|/\s*5)?")


def _plain(text: str) -> str:
    """Without polite ending and signs."""
    return _ENDING.sub("", normalise(text).strip(_SIGNS)).strip(_SIGNS)


_ACTION = {
    _plain(words): action
    for action in _LABELS
    for words in (*_SAID.get(action, ()), *(label for name in _LABELS[action] for label in SENTENCES[name]))
}


def command(text: str) -> str | None:
    """The action that a text amounts to when it is nothing but a command."""
    return _ACTION.get(_plain(text))


def score(text: str) -> int | None:
    """The number of a rating or of a choice, when the text is nothing else."""
    found = _SCORE.fullmatch(_plain(text))
    return int(found[1]) if found else None
