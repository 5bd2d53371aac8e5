"""Starts wxastore for tests, on free ports and in a folder of its own, and ends it.

    with WxaStore() as store:
        store.api       # http://127.0.0.1:…, answers as api.weixin.qq.com does

The program is WXASTORE_BIN, or wxastore on the PATH. Standard library only.
"""
import os
import subprocess
import tempfile


class WxaStore:
    # The account of --demo, whose secret everybody knows.
    appid = "wx0123456789abcdef"
    secret = "0123456789abcdef0123456789abcdef"

    def __init__(self, *arguments, program=None):
        self._program = program or os.environ.get("WXASTORE_BIN", "wxastore")
        self._arguments = arguments or ("--demo",)

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [self._program, "serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0",
             "--data", os.path.join(self._folder.name, "data"), "--log-level", "warn", *self._arguments],
            stdout=subprocess.PIPE, text=True)
        found = {}
        for line in self._process.stdout:
            name, _, rest = line.partition(" ")
            found[name] = rest.strip()
            if name == "data":
                break
        self.api, self.console = found.get("api"), found.get("console")
        if not self.api or not self.console:
            self.__exit__()
            raise RuntimeError("wxastore did not start: its log says why")
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.stdout.read()
        self._process.wait()
        self._folder.cleanup()


if __name__ == "__main__":  # an example, and the test of this file
    import json
    import urllib.request

    with WxaStore() as store:
        body = {"grant_type": "client_credential", "appid": store.appid, "secret": store.secret}
        request = urllib.request.Request(store.api + "/cgi-bin/stable_token", json.dumps(body).encode())
        with urllib.request.urlopen(request) as response:
            print("token of", json.load(response)["expires_in"], "seconds")
