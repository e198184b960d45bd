"""What stands between a pool and its server: a TCP hop that can misbehave, and a port that answers no SYN.

It knows nothing of the protocol that goes through it, but for the error with which a proxy refuses.
"""

import asyncio
import socket
import struct

import wire

# The words of MySQL Router 9.7 (`Too many connections to MySQL Router`), which stand for any proxy's own limit.
FULL = wire.error_packet(1040, "08004", "Too many connections to MySQL Router")


def reset(writer):
    """Ends a connection with RST."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Hop:
    """Relays connections to `backend`, a port of 127.0.0.1.

    What it does with new ones is `greets`: "relay", "mute" (accepts and says nothing) or "full" (refuses as a proxy does). What becomes
    of the present ones is said by `forget`.
    """

    def __init__(self, backend):
        self.backend, self.greets, self.links, self.relays = backend, "relay", set(), set()

    async def __aenter__(self):
        self.listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self.listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.listener.close()
        for link in self.links:
            link.end()
        await asyncio.gather(*self.relays, return_exceptions=True)

    def forget(self, how):
        """What becomes of the connections that are: "silent" for ever, "reset" at the next packet, or "fin" now."""
        for link in self.links:
            link.forgotten = how
            if how == "fin":
                link.client.close()

    async def _accept(self, reader, writer):
        link = Link(writer)
        self.links.add(link)
        self.relays.add(asyncio.current_task())
        if self.greets == "full":
            writer.write(FULL)
            writer.close()
        elif self.greets == "relay":
            try:
                from_server, link.server = await asyncio.open_connection("127.0.0.1", self.backend)
            except OSError:
                reset(writer)
                return
            await asyncio.gather(link.pump(reader, link.server), link.pump(from_server, writer))


class Link:
    """One connection through the hop."""

    def __init__(self, client):
        self.client, self.server, self.forgotten = client, None, None

    async def pump(self, reader, writer):
        try:
            while data := await reader.read(65536):
                if self.forgotten == "reset" and writer is self.server:
                    reset(self.client)
                elif not self.forgotten:
                    writer.write(data)
                    await writer.drain()
            if not self.forgotten:
                writer.close()
        except ConnectionError:
            # What one side ended with RST ends so on the other.
            if not self.forgotten:
                reset(writer)

    def end(self):
        for writer in filter(None, (self.client, self.server)):
            writer.transport.abort()


class DeadEnd:
    """A port whose SYNs are dropped: its queue of one is full, and nobody accepts."""

    async def __aenter__(self):
        self.sockets = [socket.socket()]
        self.sockets[0].bind(("127.0.0.1", 0))
        self.sockets[0].listen(0)
        self.port = self.sockets[0].getsockname()[1]
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", self.port))
            self.sockets.append(filler)
        return self

    async def __aexit__(self, *_):
        for each in self.sockets:
            each.close()
