"""Lets a client in Python judge: answers the lines that the conformance test
writes."""

import json
import platform
import sys

BASE, APPID, SECRET = sys.argv[1:]


class Refused(Exception):
    """An answer of the interface that has an errcode."""


def checked(body):
    if body.get("errcode"):
        raise Refused(json.dumps(body))
    return body


def answer(version, client):
    def write(line):
        print(json.dumps(line), flush=True)

    write({"version": f"{version} (Python {platform.python_version()})", "keeps": False})
    for line in sys.stdin:
        question = json.loads(line)
        try:
            write({"value": act(client, question)})
        except Exception as e:  # whatever goes wrong is the client's answer
            write({"error": f"{type(e).__name__}: {e}"})


def act(client, question):
    if question["do"] == "token":
        return client.token()
    if question["do"] == "upload":
        return client.upload(question["path"])
    if question["do"] == "modify":
        return client.modify(question["fields"])
    raise ValueError(f"cannot do {question['do']}")
