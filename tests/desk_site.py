"""The desk of the small site of tests/web_site.py, as an editor who is let in uses it."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web_site import site

TOKEN = "rahasia-yang-cukup-panjang"
EDITOR = {"Authorization": "Basic " + b64encode(f"rina:{TOKEN}".encode()).decode()}
FROM_DESK = EDITOR | {"Sec-Fetch-Site": "same-origin"}


class Desk:
    """The desk over a backend, with a directory of its own."""

    def __init__(self, backend: object, directory: Path, **settings: object) -> None:
        settings = {"desk_login": "token", "desk_token": TOKEN, "count_questions": True} | settings
        self.app = site(backend, desk=directory, **settings)
        self.client: FlaskClient = self.app.test_client()

    def get(self, path: str, status: int = 200) -> html5lib.treebuilders.etree.getETreeModule:
        """A page as an element tree, held to be valid HTML."""
        return self._tree(self.client.get(path, headers=EDITOR), status)

    def post(self, path: str, status: int = 200, **form: str) -> html5lib.treebuilders.etree.getETreeModule:
        """The page that answers a form; of 303 the page that it leads to."""
        response = self.client.post(path, data=form, headers=FROM_DESK)
        if status == 303:
            assert response.status_code == 303, response.text
            return self.get(response.headers["Location"])
        return self._tree(response, status)

    def _tree(self, response: TestResponse, status: int) -> html5lib.treebuilders.etree.getETreeModule:
        assert response.status_code == status, response.text
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.get_data())
