"""The code that is tested: it attaches a file to a lead, and tries once more if Zoho fails."""

import requests


class ZohoError(Exception):
    def __init__(self, reply):
        super().__init__(f"Zoho answered {reply.status_code}: {reply.text}")
        self.status = reply.status_code
        self.code = reply.json()["code"]


def attach(base, token, lead, name, content, attempts=2):
    """Returns the id of the attachment."""
    reply = requests.post(
        f"{base}/crm/v8/Leads/{lead}/Attachments",
        headers={"Authorization": f"Zoho-oauthtoken {token}"},
        files={"file": (name, content)},
        timeout=10,
    )
    if reply.ok:
        return reply.json()["data"][0]["details"]["id"]
    if reply.status_code >= 500 and attempts > 1:
        return attach(base, token, lead, name, content, attempts - 1)
    raise ZohoError(reply)
