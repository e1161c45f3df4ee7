"""What a unit is called: the name without the word for its office."""

from __future__ import annotations

import re

_OFFICES = {
    "街道": ("办事处", "办"),
    "镇": ("人民政府", "政府"),
    "乡": ("人民政府", "政府"),
    "社区": ("居民委员会", "居委会"),
    "村": ("村民委员会", "村委会"),
}
_NAME = re.compile(
    "(?P<stem>[\u3400-\u9fff]{1,8}?(?P<level>街道|社区|镇|乡|村))(?P<office>"
    + "|".join(sorted({office for offices in _OFFICES.values() for office in offices}, key=len, reverse=True))
    + ")?"
)


def stem_of(unit: str) -> str:
    """幸福街道 for 幸福街道办 and 幸福街道办事处; other names as they are."""
    match = _NAME.fullmatch(unit)
    if match is None or (match["office"] and match["office"] not in _OFFICES[match["level"]]):
        return unit
    return match["stem"]
