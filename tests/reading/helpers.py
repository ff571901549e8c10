"""Work for a helper process that behaves well and badly."""

import os
import time

from textkit.reading._guard import serve


def _work(data: bytes) -> bytes:
    if data == b"die":
        os._exit(3)
    if data == b"sleep":
        time.sleep(60)
    if data == b"print":
        os.write(1, b"noise")
    return data


def main() -> None:
    serve(_work, max_memory=4 * 1024**3)
