"""How the stages log: one line a message, on stderr, beside the progress bars."""

import importlib
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from alpr.errors import UserError


def configure() -> None:
    """Send log records of level INFO and above to stderr, as `INFO message`."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s", force=True
    )


def run(main: Callable[[], None]) -> None:
    """Run a stage as a program: what the user can mend is one line and exit status 1.

    Any other exception keeps its traceback.
    """
    try:
        main()
    except UserError as error:
        # YAML's own messages have several lines.
        logging.error(" ".join(line.strip() for line in str(error).splitlines()))
        raise SystemExit(1) from None


def load_tensorflow() -> None:
    """Import TensorFlow without its notes on graphics cards and instruction sets.

    It writes them to the process's stderr before any log level counts. A user who has set
    TF_CPP_MIN_LOG_LEVEL wants to see them.
    """
    if "TF_CPP_MIN_LOG_LEVEL" in os.environ:
        return
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    stderr = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            importlib.import_module("tensorflow")
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
