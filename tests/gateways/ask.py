"""Asks a served stack for something and prints its answer: ask.py SOCKET DEED [PART].

Uses the standard library alone, to start in milliseconds with `python -I -S`.
"""

import socket
import sys

with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(f"\0{sys.argv[1]}")
    connection.sendall(" ".join(sys.argv[2:]).encode())
    answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
code, _, text = answer.partition("\n")
(sys.stderr if code != "0" else sys.stdout).write(text)
sys.exit(int(code))
