"""The product under mixed traffic for some minutes, while parts of it are killed: nothing is lost, nothing is done twice.

`python -m bench.soak --seconds 600` serves a demo channel of its own with web processes and two job workers, has people
submit, read and comment at once, kills a web process or a worker now and then, and looks at the end: every submission that
was answered is there once, no job failed or is left over, no mail was made twice, processes did not grow, no connection
stayed open. Ends with 1 where one of these does not hold.
"""

import argparse
import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import product

CLIENTS = 4
GROWTH = 1.5  # how much larger the web processes may be at the end than after the first tenth
KILL_EVERY = 45.0  # seconds between two kills


class Traffic:
    """Four clients that submit, read and comment until told to stop; what was answered, and what was not."""

    def __init__(self, port: int, key: str, cookie: str) -> None:
        self.port, self.key, self.cookie = port, key, cookie
        self.numbers, self.lock = itertools.count(1), threading.Lock()
        self.counts: Counter[str] = Counter()
        self.kept: list[str] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._act, args=(n,)) for n in range(CLIENTS)]

    def _act(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self.over.is_set():
            what = chance.choices(("submit", "read", "list", "comment"), (3, 4, 2, 2))[0]
            try:
                answer = self._one(what, chance)
            except (OSError, http.client.HTTPException):  # its process was killed: the client tries something else
                answer = 0
                self.over.wait(0.2)
            with self.lock:
                self.counts[f"{what} {answer or 'cut off'}"] += 1

    def _one(self, what: str, chance: random.Random) -> int:
        from bench.submission import PATH, body

        known = chance.choice(self.kept) if self.kept else ""
        if what == "submit" or not known:
            status, answer = self._ask("POST", PATH, body(20_000_000 + next(self.numbers)))
            if status == 201:
                with self.lock:
                    self.kept.append(answer["reference"])
        elif what == "comment":
            status, _ = self._ask("POST", f"{PATH}/{known}/comments", {"body": "They answer on Monday."})
        else:
            path = f"/portal/deals/registrations/{known}" if what == "read" else "/portal/deals/registrations"
            status, _ = self._ask("GET", path, None)
        return status

    def _ask(self, method: str, path: str, sent: dict[str, Any] | None) -> tuple[int, Any]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            own = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
            headers = own if sent is not None else {"Cookie": self.cookie}
            link.request(method, path, json.dumps(sent) if sent else None, headers | {"Host": "localhost"})
            answer = link.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if sent and answer.status < 300 else None
        finally:
            link.close()


def start_worker() -> subprocess.Popen[bytes]:
    """A job worker as `towpath work` runs it, but on the database of this run."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "4"]
    command += ["--fetch-job-polling-interval", "1"]
    with open(product.HOME / "worker.log", "ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def stop_all(workers: list[subprocess.Popen[bytes]]) -> None:
    """End the workers that run at the end, whichever they are by then."""
    for one in workers:
        one.kill()
        one.wait()


def web_processes(web: int) -> list[int]:
    """The processes that answer requests: children of the server."""
    children = Path(f"/proc/{web}/task/{web}/children").read_text().split()
    return [int(one) for one in children]


def megabytes(pids: list[int]) -> float:
    """Resident memory of some processes."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    """0 when all that must hold did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    seconds: int = parser.parse_args().seconds
    server = product.prepare()
    with ExitStack() as held:
        held.enter_context(product.database(server))
        from bench import data, soak_looks

        data.demo.load(datetime.now(UTC))
        key, cookie = soak_looks.seller()
        port, web = held.enter_context(product.web())
        workers = [start_worker(), start_worker()]
        held.callback(stop_all, workers)
        traffic = Traffic(port, key, cookie)
        for thread in traffic.threads:
            thread.start()
        try:
            grown, kills = trouble(web, workers, seconds)
        finally:
            traffic.over.set()
            for thread in traffic.threads:
                thread.join()
        print(f"{sum(traffic.counts.values())} requests, {kills} kills: {dict(sorted(traffic.counts.items()))}")
        faults = [
            f"a worker ended by itself, {product.HOME / 'worker.log'}" for one in workers if one.poll() is not None
        ]
        faults += soak_looks.faults(traffic.kept, traffic.counts, patience=60 + seconds / 4)
        if grown > GROWTH:
            faults.append(f"web processes are {grown:.2f} times as large as in the beginning")
    print("\n".join(faults) or "Nothing lost, nothing done twice, nothing left over.")
    return 1 if faults else 0


def trouble(web: int, workers: list[subprocess.Popen[bytes]], seconds: int) -> tuple[float, int]:
    """Kill a worker, then a web process, by turns; (growth of the web processes that lived through it, kills)."""
    began, kills, sizes = time.monotonic(), 0, []
    every = min(KILL_EVERY, seconds / 4)
    while (left := seconds - (time.monotonic() - began)) > 0:
        time.sleep(min(every, left))
        sizes.append(megabytes(web_processes(web)))
        if left <= every * 1.5:
            continue
        kills += 1
        if kills % 2:
            workers[0].kill()
            workers[0].wait()
            workers.append(workers.pop(0))
            workers[-1] = start_worker()
        else:
            os.kill(web_processes(web)[0], signal.SIGKILL)  # the server starts another by itself
    return sizes[-1] / sizes[0], kills


if __name__ == "__main__":
    raise SystemExit(main())
