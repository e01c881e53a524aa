import pytest

from attach import ZohoError, attach


@pytest.mark.parametrize("name", ["quote.txt", "Ärzte & Apotheken.txt"])
def test_a_file_is_attached_unchanged(zoho, name):
    attachment = attach(zoho.url, "1000.all", "1", name, b"Hello")
    assert zoho.content(attachment) == b"Hello"
    assert [file["name"] for file in zoho.attachments()] == [name]


def test_a_token_without_the_scope_is_refused(zoho):
    with pytest.raises(ZohoError) as refusal:
        attach(zoho.url, "1000.read-only", "1", "quote.txt", b"Hello")
    assert (refusal.value.status, refusal.value.code) == (401, "OAUTH_SCOPE_MISMATCH")
    assert zoho.attachments() == []


def test_a_failed_upload_is_retried(zoho):
    zoho.add_fault(operation="upload", action={"answer": "INTERNAL_ERROR"})
    attach(zoho.url, "1000.all", "1", "quote.txt", b"Hello")
    assert zoho.statuses("upload") == [500, 200]


# A mistake of this client: after a failure that comes when the file is already stored, it attaches the file twice.
def test_an_upload_that_was_stored_but_reported_as_failed_is_attached_twice(zoho):
    zoho.add_fault(operation="upload", action={"answer": "INTERNAL_ERROR", "phase": "after-commit"})
    attach(zoho.url, "1000.all", "1", "quote.txt", b"Hello")
    assert len(zoho.attachments()) == 2
