"""A message URL: prints what is pushed to it and answers success.

It checks no signature, so that it fits on a page; yours must.
"""
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        print(body.decode(), flush=True)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"success")

    def log_message(self, *_):
        pass


ADDRESS = "127.0.0.1:9000"
host, port = ADDRESS.split(":")
server = HTTPServer((host, int(port)), Receiver)
print(f"receiving at http://{ADDRESS}/", file=sys.stderr, flush=True)
server.serve_forever()
