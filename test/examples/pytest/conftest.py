import hashlib
import os
import re

import pytest
import requests


def sandbox_name(text):
    """The name of a sandbox for any text: the same as `mock.sandbox(text)` takes in JavaScript.

    A text of 1 to 64 letters, digits, `.`, `_` and `-` that begins with a letter or digit is a name. Of any other, a name is
    made: up to 40 characters that can be read, and 16 digits of its SHA-256, so that no two texts get the same name.
    """
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text):
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    start = re.sub(r"[^A-Za-z0-9]+", "-", text).removeprefix("-")[:40].removesuffix("-")
    return f"{start}-{digest}" if start else digest


class Sandbox:
    """A world of its own in the double. `url` stands for https://www.zohoapis.com."""

    def __init__(self, url):
        self.url = url

    def ask(self, method, path, json=None):
        """Sends a request to the control API."""
        reply = requests.request(method, f"{self.url}/_mock/{path}", json=json, timeout=10)
        assert reply.ok, reply.text
        return reply

    def add_fault(self, **fault):
        self.ask("POST", "faults", fault)

    def content(self, attachment):
        return self.ask("GET", f"attachments/{attachment}/content").content

    def attachments(self):
        return self.ask("GET", "attachments").json()["attachments"]

    def statuses(self, operation):
        """What the requests of an operation were answered, in their order."""
        requests = self.ask("GET", f"requests?operation={operation}").json()["requests"]
        return [request["answer"]["status"] for request in requests]


@pytest.fixture
def zoho(request):
    """A sandbox for each test, so that tests can run at the same time, with pytest-xdist too."""
    sandbox = Sandbox(f"{os.environ['ZOHO_MOCK_URL']}/s/{sandbox_name(request.node.nodeid)}")
    # A double that runs for longer than the tests still has what the last run left.
    sandbox.ask("POST", "reset")
    return sandbox
