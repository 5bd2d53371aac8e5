"""urllib, with no SDK: JSON goes out as a form, for that is what urllib says
of a body of which it is told nothing."""

import json
import urllib.parse
import urllib.request

from lines import APPID, BASE, SECRET, answer, checked


class Client:
    kept = None

    def call(self, path, query, body=None, headers={}):
        request = urllib.request.Request(f"{BASE}{path}?{urllib.parse.urlencode(query)}", body, headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            return checked(json.load(response))

    def token(self):
        if self.kept is None:
            query = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
            self.kept = self.call("/cgi-bin/token", query)["access_token"]
        return self.kept

    def upload(self, path):
        """Sends the type as a field of the form."""
        boundary = "a-line-that-no-picture-has"
        with open(path, "rb") as file:
            picture = file.read()
        body = b"".join([
            f'--{boundary}\r\nContent-Disposition: form-data; name="type"\r\n\r\nimage\r\n'.encode(),
            f'--{boundary}\r\nContent-Disposition: form-data; name="media"; filename="a.png"\r\n'.encode(),
            b"Content-Type: image/png\r\n\r\n", picture, f"\r\n--{boundary}--\r\n".encode(),
        ])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self.call("/cgi-bin/media/upload", {"access_token": self.token()}, body, headers)["media_id"]

    def modify(self, fields):
        """Escapes all that is not ASCII, the letter outside the first plane as
        a pair."""
        self.call("/wxa/modify_merchant", {"access_token": self.token()}, json.dumps(fields).encode())


answer("standard library", Client())
