"""The Iron Fist (铁拳) campaign portal."""
