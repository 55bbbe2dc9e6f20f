"""A link to HQ that counts what passes, and does something once enough has."""

import socket
import threading


class Link:
    """Listens on the loopback; whoever connects talks to @port of the loopback."""

    def __init__(self, port):
        self.port = port
        self.passed = 0
        self.limit = None
        self.act = None
        self.lock = threading.Lock()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"https://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def after(self, n, act):
        """Calls @act, in a thread of the link, once @n more bytes have passed, either way."""
        with self.lock:
            self.limit, self.act = self.passed + n, act

    def forget(self):
        with self.lock:
            self.limit = self.act = None

    def _count(self, n):
        with self.lock:
            self.passed += n
            if self.limit is None or self.passed < self.limit:
                return
            act, self.limit, self.act = self.act, None, None
        act()

    def _listen(self):
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return  # closed
            try:
                far = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                near.close()
                continue
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one, other):
        try:
            while data := one.recv(2048):
                self._count(len(data))
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def close(self):
        self.server.close()
