"""Run one reader over pictures in this process: `python -I measure.py WORKER SETUP < files.json`.

Standard library alone, since each reader brings an environment of its own. WORKER is a Python file
with two functions: `version()` says what reads, `reader(setup)` returns a function from a file's
path to its text; either fails where something is missing. Standard input is a JSON list of files.
Standard output is JSON lines: `version`; then for each file `file`, `text` (null: it could not be
read) and `cpu_ms`; at last `peak_mb`. Whatever a library prints goes to standard error.
"""

import importlib.util
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TextIO


def main() -> None:
    """Read every file once, after reading the first one to warm up."""
    worker, setup = sys.argv[1:]
    files = json.load(sys.stdin)
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr  # at once, so that the last line is the last word
    try:
        module = load(Path(worker))
        version, read = module.version(), module.reader(setup)
    except Exception as error:  # every library has its own way to say that something is missing
        sys.exit(f"{type(error).__name__}: {error}")
    write(output, {"version": version})
    timed(read, files[0])
    for file in files:
        text, cpu_ms = timed(read, file)
        write(output, {"file": file, "text": text, "cpu_ms": cpu_ms})
    write(output, {"peak_mb": peak_mb()})


def load(path: Path) -> ModuleType:
    """Import a file by its path, under a name that hides no installed package."""
    spec = importlib.util.spec_from_file_location("worker", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def timed(read: Callable[[str], str], file: str) -> tuple[str | None, float]:
    """Return a file's text, None where reading fails, and the milliseconds of processor time."""
    start = cpu_s()
    try:
        text = read(file)
    except Exception as error:  # one bad picture must not cost the others their figures
        print(f"{file}: {type(error).__name__}: {error}", file=sys.stderr)
        text = None
    return text, 1000 * (cpu_s() - start)


def cpu_s() -> float:
    """Return the processor time of this process, its threads and the programs it has run."""
    programs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + programs.ru_utime + programs.ru_stime


def peak_mb() -> float:
    """Return the peak memory of this process and of the largest program it has run, together."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status")
    if status.is_file():
        # Linux hands ru_maxrss on from the process that started this one; VmHWM starts anew.
        lines = status.read_text(encoding="ascii").splitlines()
        own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    total = own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # Kilobytes on Linux, bytes on macOS.
    return total / (1024 if sys.platform == "linux" else 1024 * 1024)


def write(output: TextIO, line: dict[str, object]) -> None:
    """Write one JSON line."""
    output.write(json.dumps(line) + "\n")
    output.flush()


if __name__ == "__main__":
    main()
