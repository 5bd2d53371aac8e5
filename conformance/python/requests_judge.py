"""requests, with no SDK, as most examples on the web have it."""

import requests

from lines import APPID, BASE, SECRET, answer, checked


class Client:
    kept = None

    def __init__(self):
        self.session = requests.Session()

    def call(self, method, path, **options):
        return checked(self.session.request(method, BASE + path, timeout=20, **options).json())

    def token(self):
        if self.kept is None:
            query = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
            self.kept = self.call("GET", "/cgi-bin/token", params=query)["access_token"]
        return self.kept

    def upload(self, path):
        query = {"access_token": self.token(), "type": "image"}
        with open(path, "rb") as file:
            return self.call("POST", "/cgi-bin/media/upload", params=query, files={"media": file})["media_id"]

    def modify(self, fields):
        self.call("POST", "/wxa/modify_merchant", params={"access_token": self.token()}, json=fields)


answer(requests.__version__, Client())
