"""A mailbox by IMAP that knows no command by which anything in it could be changed."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from base64 import b64decode
from typing import BinaryIO


class ImapServer:
    """Holds mails by their UIDs. `wrong` is what it was asked and cannot; `breaks` is a UID at which it hangs up."""

    def __init__(self, *, plain: bool = True) -> None:
        self.mails: dict[int, bytes] = {}
        self.validity, self.password, self.plain = 7, "geheim é", plain
        self.wrong: list[str] = []
        self.guests = self.breaks = 0
        self.size: int | None = None  # what it says a mail's is
        self.door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def connect(self, host: str, port: int) -> socket.socket:
        assert (host, port) == ("imap.gazette.example", 993)
        return socket.create_connection(self.door.getsockname(), 5)

    def close(self) -> None:
        self.door.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                guest, _ = self.door.accept()
                self.guests += 1
                with contextlib.suppress(OSError), guest, guest.makefile("rwb", 0) as lines:
                    self._talk(lines)

    def _talk(self, lines: BinaryIO) -> None:
        lines.write(b"* OK here\r\n")
        known = False
        while line := lines.readline().decode().rstrip("\r\n"):
            tag, _, command = line.partition(" ")
            said = f"{tag} OK done\r\n"
            if command == "CAPABILITY":
                said = f"* CAPABILITY IMAP4rev1{' AUTH=PLAIN' if self.plain else ''}\r\n{said}"
            elif command == "AUTHENTICATE PLAIN" and self.plain:
                lines.write(b"+ \r\n")
                known = b64decode(lines.readline()).decode() == f"\0bounces\0{self.password}"
                said = said if known else f"{tag} NO not you, bounces@gazette.example\r\n"
            elif found := re.fullmatch(r'LOGIN bounces "(.*)"', command):
                known = found[1] == self.password
                said = said if known else f"{tag} NO not you\r\n"
            elif command == "LOGOUT":
                lines.write(f"* BYE\r\n{said}".encode())
                return
            elif known and command == 'EXAMINE "IN \\"BOX"':
                said = (
                    f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] fine\r\n{tag} OK [READ-ONLY]\r\n"
                )
            elif known and (found := re.fullmatch(r"UID SEARCH UID (\d+):\*", command)):
                # "*" is the last mail, whatever stands before it (RFC 3501 section 6.4.8).
                uids = [uid for uid in self.mails if uid >= int(found[1])] or sorted(self.mails)[-1:]
                said = f"* SEARCH {' '.join(map(str, reversed(uids)))}\r\n{said}"
            elif known and (found := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.1000000>\)", command)):
                uid = int(found[1])
                if uid == self.breaks:
                    return
                mail = self.mails[uid]
                lines.write(b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n" % (uid, self.size or len(mail)) + mail + b")\r\n")
            else:
                self.wrong.append(command)
                said = f"{tag} BAD what?\r\n"
            lines.write(said.encode())
