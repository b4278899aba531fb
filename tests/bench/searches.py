"""The search page against the list page of the same person, both through the portal."""

from contextvars import Context
from time import perf_counter, process_time

from portal.services.dossiers import PAGE_SIZE
from tests.bench.measure import Ratio, compare
from tests.bench.stage import Stage

# As the generator writes them: in every case, in some of them, in one dossier only; and in the summaries of a third.
WORDS = {"common": "商行", "rarer": "商行49", "rare": "铁2021-示例一所-0042", "summary's": "孔雀石绿"}


def measure_searches(stage: Stage) -> list[Ratio]:
    visitor = stage.sign_in("supervision")

    def open_list(**asked: str) -> None:
        page = Context().run(visitor.get, "/submissions", query_string=asked)
        assert page.status_code == 200 and "<tr>" in page.text

    ratios = []
    for name, word in WORDS.items():
        ours, own = compare(
            lambda word=word: open_list(q=word),
            open_list,
            rounds=20,
            clock=perf_counter if stage.engine == "PostgreSQL" else process_time,
        )
        job = f"search, a {name} word, to list of {PAGE_SIZE}"
        ratios.append(Ratio(job, stage.size, stage.engine, ours, own, 1.4))
    return ratios
