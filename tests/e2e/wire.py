"""A tablet without any of Ruhu's code: it speaks to HQ as sync/PROTOCOL.md says, and nothing else.

Only for what no tablet of ours would send.
"""

import base64
import ctypes
import ctypes.util
import gzip
import hashlib
import http.client
import json
import ssl
import time
import urllib.parse
import uuid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NONE = "0" * 64

sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
sodium.sodium_init()


def blake(data, key=b""):
    return hashlib.blake2b(data, digest_size=32, key=key)


def b64(data):
    return base64.b64encode(data).decode()


class Keys:
    """An Ed25519 pair."""

    def __init__(self):
        public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        sodium.crypto_sign_keypair(public, secret)
        self.public, self.secret = public.raw, secret.raw

    def sign(self, message):
        signature = ctypes.create_string_buffer(64)
        sodium.crypto_sign_detached(
            signature, None, message, ctypes.c_ulonglong(len(message)), self.secret
        )
        return signature.raw


class Answer:
    """What HQ says: a status, and a body that is JSON where it is one object."""

    def __init__(self, response):
        self.status = response.status
        self.body = response.read()
        try:
            self.json = json.loads(self.body)
        except ValueError:
            self.json = {}

    @property
    def code(self):
        return self.json.get("code")


def ask(url, method, path, body=b"", headers=None):
    """One request over TLS; whom it reaches is not the question here."""
    place = urllib.parse.urlsplit(url)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = http.client.HTTPSConnection(place.hostname, place.port, context=context, timeout=20)
    connection.request(method, path, body, headers or {})
    answer = Answer(connection.getresponse())
    connection.close()
    return answer


class Device:
    """One device with keys and a log of its own."""

    def __init__(self, url):
        self.url = url
        self.keys = Keys()
        self.id = "d0000000"
        self.hqs = b"\0" * 32
        self.epoch, self.gen = 1, ""
        self.seq, self.head = 0, NONE

    def enrol(self, code):
        """PROTOCOL.md 3. Returns HQ's answer, and is a device once that is 200."""
        letters = code.replace("-", "")
        bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in letters) + "0000"
        key = blake(bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))).digest()
        message = {
            "p": 1,
            "id": letters[:4],
            "ed": b64(self.keys.public),
            "x": b64(bytes(range(32))),
            "lk": b64(Keys().public),
            "nonce": b64(uuid.uuid4().bytes + uuid.uuid4().bytes[:8]),
        }
        text = json.dumps(message, separators=(",", ":"))
        mac = b64(blake(b"T" + text.encode(), key).digest())
        body = json.dumps({"m": text, "mac": mac}).encode()
        answer = ask(self.url, "POST", "/v1/enrol", body, {"Content-Type": "application/json"})
        if answer.status == 200:
            said = json.loads(answer.json["m"])
            self.id, self.epoch, self.gen = said["dev"], said["epoch"], said["gen"]
            self.hqs = base64.b64decode(said["hqs"])
        return answer

    def request(self, method, path, body=b"", headers=None, keys=None):
        """PROTOCOL.md 2: signed, with @keys in place of the device's where given."""
        at = str(int(time.time() * 1000))
        parts = ["RUHU1", blake(self.hqs).hexdigest(), method, path, at, blake(body).hexdigest()]
        signature = (keys or self.keys).sign("\n".join(parts).encode())
        signed = {"Ruhu-Dev": self.id, "Ruhu-T": at, "Ruhu-Sig": b64(signature), **(headers or {})}
        return ask(self.url, method, path, body, signed)

    def line(self, division, kind="response", **members):
        """The next line of the log, cut."""
        self.seq += 1
        line = {
            "seq": self.seq,
            "hlc": f"{int(time.time() * 1000):012x}0001",
            "ph": self.head,
            "id": str(uuid.uuid4()),
            "k": kind,
            "div": division,
            "u": "somebody",
            **members,
        }
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        self.head = blake(text).hexdigest()
        return text

    def push(self, lines, first=None, spoil=None, **more):
        """PROTOCOL.md 5; @spoil is done to the body after it was packed, before it is signed."""
        header = {
            "p": 1,
            "app": "0.1.0",
            "b": str(uuid.uuid4()),
            "from": first or self.seq - len(lines) + 1,
            "n": len(lines),
            "epoch": self.epoch,
            "gen": self.gen,
            "head": self.head,
            "hs": b64(self.keys.sign(bytes.fromhex(self.head))),
        }
        text = b"".join(part + b"\n" for part in [json.dumps(header).encode(), *lines])
        body = gzip.compress(text)
        if spoil is not None:
            body = spoil(body)
        headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
        return self.request("POST", "/v1/push", body, headers, **more)
