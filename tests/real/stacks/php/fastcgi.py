"""One request to FPM, whose body ends when it is told to."""

import socket
import struct

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
RESPONDER = struct.pack("!HB5x", 1, 0)


def record(kind, content=b""):
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def pair(name, value):
    name, value = name.encode(), value.encode()
    return struct.pack("!II", len(name) | 1 << 31, len(value) | 1 << 31) + name + value


class Request:
    def __init__(self, path):
        self.path, self.socket = path, None

    def send(self, params):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(self.path))
        self.file = self.socket.makefile("rb")
        content = b"".join(pair(*each) for each in params.items())
        self.socket.sendall(record(BEGIN, RESPONDER) + record(PARAMS, content) + record(PARAMS))
        self.headers, self.text = True, b""

    def line(self):
        """The first line after the headers, or none where the request ends before."""
        while True:
            if self.headers and b"\r\n\r\n" in self.text:
                self.headers, self.text = False, self.text.split(b"\r\n\r\n", 1)[1]
            if not self.headers and b"\n" in self.text:
                return self.text.split(b"\n", 1)[0].decode()
            kind, content = self._record()
            if kind == END:
                return None
            if kind == STDOUT:
                self.text += content

    def end(self):
        """Ends the body, and waits for the end of the request."""
        if not self.socket:
            return
        self.socket.sendall(record(STDIN, b".") + record(STDIN))
        while self._record()[0] != END:
            pass
        self.socket.close()

    def _record(self):
        head = self.file.read(8)
        if len(head) < 8:
            return END, b""
        _, kind, _, length, padding = struct.unpack("!BBHHBx", head)
        return kind, self.file.read(length + padding)[:length]
