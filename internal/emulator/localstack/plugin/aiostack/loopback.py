"""A gateway that listens on 127.0.0.1 (GATEWAY_SERVER=loopback).

LocalStack 4.14's own one listens on every interface, whatever GATEWAY_LISTEN says.
"""
from localstack.runtime.server.core import RuntimeServerPlugin

LOOPBACK = "127.0.0.1"


class LoopbackServer(RuntimeServerPlugin):
    name = "loopback"

    def load(self, *args, **kwargs):
        from localstack.runtime.server import twisted
        from twisted.internet.endpoints import TCP4ServerEndpoint

        class Endpoint(TCP4ServerEndpoint):
            def __init__(self, reactor, port, backlog=50, interface=LOOPBACK):
                super().__init__(reactor, port, backlog, interface or LOOPBACK)

        twisted.endpoints.TCP4ServerEndpoint = Endpoint
        return twisted.TwistedRuntimeServer()
