"""The fonts of official documents, named and never shipped: a machine without them takes the fallback."""

TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"

# What a machine without the font has instead; a document can say so, a workbook cannot.
FALLBACKS = {TITLE_FONT: "STZhongsong", BODY_FONT: "仿宋", HEAD_FONT: "SimHei"}
