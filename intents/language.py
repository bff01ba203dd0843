"""Which language a message is in, from its letters alone."""

import re
from typing import Literal

Language = Literal["th", "en", "ja", "zh", "other"]

_THAI = re.compile(r"[\u0e01-\u0e4e]")
_LATIN = re.compile(r"[a-zA-Z]")
_KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9f]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_FOREIGN_LETTER = re.compile(r"[^\W\d_a-zA-Z\u0e01-\u0e4e\u3041-\u30ff\uff01-\uff9f\u3400-\u9fff\u0e50-\u0e59]")
# Written so in Japanese only; a message of these without kana is a heading such as 電気料金 or 操業許可申請.
_JAPANESE_ONLY = re.compile(
    "[気込働駅円売読発経実対応検査価図団圧営塩拡択権広済処焼証済戻払払変辺浄渋録駐転総続継険験届様]"
)
_CHINESE_ONLY = re.compile(
    "[们吗吧呢么这还没对业费电气费园厂张环证发开关间问题议让该应机从动务号请谁买卖东车门见贵远运过达选边连进钱银长队难页项须预领风飞]"
)

# A Thai sentence full of English terms ("ขอ invoice ด้วย") is Thai; an English one with a Thai name in it is not.
_THAI_SHARE = 0.3
_ENGLISH_SENTENCE = re.compile(
    r"\b(?:the|is|are|at|in|to|of|for|my|our|we|i|please|how|what|where|no|not)\b", re.IGNORECASE
)
_LEAST_SHARE_OF_LATIN = 5  # one letter in five may carry an accent; Vietnamese has more


def language_of(text: str) -> Language:
    """The language to answer in; ``other`` for a script we cannot read and for text without letters."""
    thai, latin, han = (len(pattern.findall(text)) for pattern in (_THAI, _LATIN, _HAN))
    if thai and (thai >= _THAI_SHARE * (thai + latin) or not _ENGLISH_SENTENCE.search(text)):
        return "th"
    if _KANA.search(text):
        return "ja"
    if han and han * 3 >= latin:
        return _by_han(text)
    return "en" if latin > _LEAST_SHARE_OF_LATIN * len(_FOREIGN_LETTER.findall(text)) else "other"


def _by_han(text: str) -> Language:
    return "ja" if len(_JAPANESE_ONLY.findall(text)) > len(_CHINESE_ONLY.findall(text)) else "zh"
