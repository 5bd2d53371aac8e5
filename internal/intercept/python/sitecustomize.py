"""Written by wxastore at its start. Many clients read no proxy variables, so this
leads connections to our hosts to the service, whatever library makes them."""
import _socket
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import socket
import sys

_here = os.path.dirname(os.path.abspath(__file__))


def _lead():
    with open(os.path.join(os.path.dirname(_here), "lead.json")) as file:
        settings = json.load(file)
    service = settings["host"], settings["port"]
    plain_getaddrinfo, plain_socket = _socket.getaddrinfo, _socket.socket

    def ours(host):
        if isinstance(host, (bytes, bytearray)):
            host = host.decode("ascii", "replace")
        return isinstance(host, str) and host.lower().rstrip(".") in settings["hosts"]

    def led(host, port):
        if port in (443, "443", b"443", "https", b"https"):
            return service
        if port in (None, 0, "0", "", b"0", b""):
            return service[0], port
        raise socket.gaierror(socket.EAI_NONAME, "wxastore answers for %s on port 443 only, not on %s, for clients that read no proxy variables" % (host, port))

    def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
        if ours(host):
            host, port = led(host, port)
        return plain_getaddrinfo(host, port, family, type, proto, flags)

    def by_name(plain):
        return lambda host: plain(service[0] if ours(host) else host)

    def connecting(plain):
        def connect(self, address):
            if isinstance(address, tuple) and len(address) > 1 and ours(address[0]):
                address = led(*address[:2])
            return plain(self, address)
        return connect

    _socket.getaddrinfo = getaddrinfo  # the socket module and gevent ask it here
    for name in ("gethostbyname", "gethostbyname_ex"):
        replaced = by_name(getattr(_socket, name))
        setattr(_socket, name, replaced)
        setattr(socket, name, replaced)
    socket.socket.connect = connecting(plain_socket.connect)
    socket.socket.connect_ex = connecting(plain_socket.connect_ex)


class _Refused(importlib.abc.MetaPathFinder):
    """Refuses what looks names up without Python. aiohttp and uvicorn do without."""

    def find_spec(self, name, path=None, target=None):
        if name in ("pycares", "uvloop"):
            raise ImportError("wxastore run refuses %s: it looks names up without Python, and would reach the real Weixin" % name, name=name)


def _others():
    """Runs the sitecustomize that this one stands before, if there is one."""
    path = [entry for entry in sys.path if os.path.abspath(entry) != _here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_lead()
sys.meta_path.insert(0, _Refused())
_others()
