"""A client of MySQL's protocol for what the driver itself says to its servers: one account without a password, text results.

It is here so that a KILL takes effect at once and no driver has to be fetched. It knows nothing of events.
"""

import asyncio
import struct

LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH = 0x1, 0x200, 0x8000, 0x80000
COM_QUERY = b"\x03"
OK, SWITCH, ERROR = 0x00, 0xFE, 0xFF


class Refused(Exception):
    """The server's error, with its code."""

    def __init__(self, packet):
        self.code = struct.unpack_from("<H", packet, 1)[0]
        super().__init__(f"{self.code}: {packet[3:].decode(errors='replace')}")


def packet(sequence, payload):
    """A packet as it goes over the wire."""
    return len(payload).to_bytes(3, "little") + bytes([sequence]) + payload


def error_packet(code, state, text):
    """An error in the place of a greeting."""
    return packet(0, b"\xff" + struct.pack("<H", code) + f"#{state}{text}".encode())


class Connection:
    """A session of `user` over the server's own socket, which no limit of TCP connections and no hop concerns."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, socket, user):
        self = cls(*await asyncio.open_unix_connection(str(socket)))
        await self._read()
        flags = LONG_PASSWORD | PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH
        hello = struct.pack("<IIB23x", flags, 1 << 24, 33) + user.encode() + b"\0\0caching_sha2_password\0"
        self.writer.write(packet(1, hello))
        while (answer := await self._read())[0] != OK:
            if answer[0] == SWITCH:
                self.writer.write(packet(self.sequence + 1, b""))
        return self

    async def query(self, sql):
        """The rows, as lists of texts."""
        self.writer.write(packet(0, COM_QUERY + sql.encode()))
        head = await self._read()
        if head[0] == OK:
            return []
        for _ in range(head[0] + 1):  # the columns, and what ends them
            await self._read()
        rows = []
        while (row := await self._read())[0] != SWITCH or len(row) > 5:
            rows.append(list(texts(row)))
        return rows

    def close(self):
        self.writer.close()

    async def _read(self):
        head = await self.reader.readexactly(4)
        self.sequence = head[3]
        body = await self.reader.readexactly(int.from_bytes(head[:3], "little"))
        if body[0] == ERROR:
            raise Refused(body)
        return body


def texts(row):
    """The values in a row; none of what is asked here is longer than 64 KiB."""
    at = 0
    while at < len(row):
        length, at = row[at], at + 1
        if length == 0xFB:
            yield None
            continue
        if length == 0xFC:
            length, at = struct.unpack_from("<H", row, at)[0], at + 2
        yield row[at : at + length].decode(errors="replace")
        at += length
