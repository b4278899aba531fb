"""The first sheet of a workbook as lines of text, read by a process of its own with narrow limits.

One cell at the far corner makes a reader ask for every cell before it, and ends the process that reads it: so this
file is also the program that is started. It imports nothing of the portal.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

MOST_COLUMNS = 200
MOST_CELLS = 1_100_000
MOST_CHARACTERS = 32_000_000
MEMORY = 1024**3
CPU_SECONDS = 10
SECONDS = 30
TOO_LARGE = "工作表太大，或者不完整。请只留要导入的行和列，另存为新的 .xlsx 后再传。"


def read_sheet(path: Path) -> list[list[str]]:
    """Every cell as text. Raises ValueError with a Chinese sentence for what is no workbook or too much of one."""
    command = [sys.executable, "-I", "-B", __file__, str(path)]
    try:
        # One thread: each of a reader's own would ask for memory before there is anything to read.
        one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, env=one_thread)
    except subprocess.TimeoutExpired:
        raise ValueError(TOO_LARGE) from None
    if done.returncode:
        raise ValueError(TOO_LARGE)
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise ValueError(answer)
    lines: list[list[str]] = answer
    return lines


def read(path: str) -> list[list[str]] | str:
    """The lines, or why there are none."""
    import pandas
    from python_calamine import CalamineError, SheetTypeEnum

    try:
        file = pandas.ExcelFile(path, engine="calamine")
        first = [each.typ for each in file.book.sheets_metadata].index(SheetTypeEnum.WorkSheet)
        sheet = file.book.get_sheet_by_index(first)
    except (CalamineError, ValueError):
        return "打不开，不是完好的 .xlsx 文件。请另存后再传。"
    row, column = sheet.end or (0, 0)
    if column >= MOST_COLUMNS or (row + 1) * (column + 1) > MOST_CELLS:
        return (
            f"工作表用到了第 {row + 1:,} 行、第 {column + 1:,} 列，最多 {MOST_COLUMNS} 列、{MOST_CELLS // 10_000} 万格。"
            "请删去要导入的行和列以外的内容后再传。"
        )
    # As text, so that codes stay codes; a day is read with its time.
    table = file.parse(first, header=None, dtype=str, na_filter=False)
    lines: list[list[str]] = table.to_numpy().tolist()
    if sum(len(cell) for line in lines for cell in line) > MOST_CHARACTERS:
        return TOO_LARGE
    return lines


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.argv[1]), sys.stdout)
    sys.stdout.flush()
    # Not a moment for taking a million cells apart again.
    os._exit(0)


if __name__ == "__main__":
    main()
