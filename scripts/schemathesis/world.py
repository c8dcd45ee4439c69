"""What requests are about: accounts, and things that belong to them.

Environment: AIO_URL is the server, AIO_SECRET the secret of its local pages.
"""

import hashlib
import itertools
import json
import os
import re
import sys
import time

import requests

URL = os.environ["AIO_URL"]
CANVASES = "/api/v1/tools/graphics/canvases"
TEXT = b"hello"  # what uploads hold
PASSWORD = "plum-tuba-44-cavern"
ADMIN = "admin@example.org"
PATIENCE = 29  # seconds for a request that must succeed
MAIL_PATIENCE = 10  # seconds until a mail is in the outbox
TRAINING_PATIENCE = 600  # seconds until a model is trained, from the beginning on: two minutes on one idle processor
LEAST_EXAMPLES = 10  # for a training
NUMBER = itertools.count(1)
# What is beside a document: where it is made, and of what.
BESIDE = {"commentId": ("comments", {"text": "Bigger?"}), "versionId": ("versions", {"name": "First"})}


def send(method, path, body=None, token=None):
    """Make a request that must succeed and give its answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(method, URL + path, json=body, headers=headers, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json() if answer.content else None


class Person:
    """An account with a session: a new one, unless by="login"."""

    def __init__(self, email=None, by="register"):
        self.email = email or f"person{next(NUMBER)}@example.org"
        credentials = {"email": self.email, "password": PASSWORD, "refreshIn": "body"}
        tokens = send("POST", f"/api/v1/auth/{by}", credentials)
        self.id, self.token, self.refresh = tokens["user"]["id"], tokens["accessToken"], tokens["refreshToken"]

    def post(self, path, body=None):
        return send("POST", path, body, self.token)

    def session(self):
        """The id of the session."""
        return send("GET", "/api/v1/auth/sessions", token=self.token)["items"][0]["id"]

    def mailed(self, number):
        """The code of the person's mail of that number, the first is 1."""
        end = time.monotonic() + MAIL_PATIENCE
        while time.monotonic() < end:
            page = requests.get(
                f"{URL}/_local/mail", headers={"Authorization": f"Bearer {os.environ['AIO_SECRET']}"}, timeout=PATIENCE
            )
            page.raise_for_status()
            mails = [mail for mail in page.text.split("<article")[1:] if self.email in mail]
            codes = re.findall(r"mt_[A-Za-z0-9_-]{43}", "".join(mails))
            if len(codes) >= number:
                return codes[0]  # the latest is on top
            time.sleep(0.05)
        raise TimeoutError(f"mail {number} did not come")


class World:
    """The accounts and what the first of them has."""

    def __init__(self):
        self.owner = Person()
        self.admin = Person(ADMIN, by="login")
        self._guest = None
        self._friend = None
        self._pupils = {}
        self.kept = {}
        self.model = self.train(self.owner)  # while all else is tried

    def guest(self):
        """An account for requests that may end its session, or itself."""
        if self._guest is None:
            self._guest = Person()
        return self._guest

    def spend_guest(self):
        self._guest = None

    def friend(self):
        """Somebody who shares things with the owner."""
        if self._friend is None:
            self._friend = Person()
        return self._friend

    def pupil(self, operation):
        """An account that may begin a training: one has one at a time."""
        if operation not in self._pupils:
            self._pupils[operation] = Person()
            self.teach(self._pupils[operation])
        return self._pupils[operation]

    def spend_pupil(self, operation):
        self._pupils.pop(operation, None)

    def teach(self, person):
        """Give an account as many examples as a training needs."""
        person.post("/api/v1/nlp/examples", {"items": [self.example() for _ in range(LEAST_EXAMPLES)]})

    def example(self):
        return {"text": f"yeet the layer {next(NUMBER)}", "operation": "graphics.delete_layer"}

    def train(self, person):
        """Begin a training, and give the model's id."""
        self.teach(person)
        return person.post("/api/v1/nlp/models")["id"]

    def trained(self):
        """The owner's model, when it is ready."""
        end = time.monotonic() + TRAINING_PATIENCE
        while time.monotonic() < end:
            model = send("GET", f"/api/v1/nlp/models/{self.model}", token=self.owner.token)
            if model["state"] != "training":
                return self.model
            time.sleep(0.5)
        raise TimeoutError("the model was not trained")

    def promote(self):
        self.owner.post(f"/api/v1/nlp/models/{self.trained()}/promote")

    def example_kept(self):
        """The id of an example of the owner's."""
        self.owner.post("/api/v1/nlp/examples", {"items": [self.example()]})
        return send("GET", "/api/v1/nlp/examples", token=self.owner.token)["items"][0]["id"]

    def lines(self):
        """A file of examples."""
        text = json.dumps(self.example()).encode()
        upload = self.sent({"name": "examples.jsonl", "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}, text)
        return self.owner.post(f"/api/v1/uploads/{upload}/complete")["id"]

    def given(self, kind, of):
        """A document or conversation that the friend shares with the owner."""
        thing = of(self.friend())
        token = self.friend().post(f"/api/v1/{kind}/{thing}/shares", {})["token"]
        self.owner.post(f"/api/v1/{kind.split('/')[0]}/accept", {"token": token})
        return thing

    def canvas(self, of=None):
        of = of or self.owner
        canvas = of.post(CANVASES, {"width": 40, "height": 30, "text": "Hi"})["id"]
        of.post(f"{CANVASES}/{canvas}/layers", {"shape": "circle", "name": "sun"})
        return canvas

    def conversation(self, of=None):
        return (of or self.owner).post("/api/v1/chat/messages", {"text": "Create a 40x30 red picture"})["sessionId"]

    def file(self):
        return self.owner.post(f"{CANVASES}/{self.canvas()}/export", {})["artifactId"]

    def trashed(self):
        file = self.file()
        send("DELETE", f"/api/v1/artifacts/{file}", token=self.owner.token)
        return file

    def upload(self, operation):
        """An upload: in parts, or with its bytes sent, as the operation needs it."""
        if operation.endswith("sign_parts"):
            return self.owner.post("/api/v1/uploads", {"name": "a.txt", "bytes": len(TEXT), "inParts": True})["id"]
        return self.sent({"name": "a.txt", "bytes": len(TEXT), "sha256": hashlib.sha256(TEXT).hexdigest()}, TEXT)

    def sent(self, wish, data):
        """An upload with its bytes sent."""
        upload = self.owner.post("/api/v1/uploads", wish)
        put = upload["put"]
        url = put["url"] if put["url"].startswith("http") else URL + put["url"]
        requests.request(put["method"], url, data=data, headers=put["headers"], timeout=PATIENCE).raise_for_status()
        return upload["id"]

    def share(self, file):
        return self.owner.post(f"/api/v1/artifacts/{file}/shares", {})

    def share_document(self, document):
        return self.owner.post(f"/api/v1/documents/{document}/shares", {})

    def share_conversation(self, session):
        return self.owner.post(f"/api/v1/chat/sessions/{session}/shares", {})

    def error(self):
        """The fingerprint of an unexpected error, made by a switch of the server's own page."""
        headers = {"Authorization": f"Bearer {os.environ['AIO_SECRET']}"}
        fault = {"usage.get": {"kind": "error", "times": 1}}
        requests.put(f"{URL}/_local/faults", json=fault, headers=headers, timeout=PATIENCE).raise_for_status()
        requests.get(
            f"{URL}/api/v1/users/me/usage", headers={"Authorization": f"Bearer {self.owner.token}"}, timeout=PATIENCE
        )
        return send("GET", "/api/v1/admin/errors", token=self.admin.token)["items"][0]["fingerprint"]

    def make(self, parameter, operation):
        """Make what a path parameter of an operation names, and give its id."""
        match parameter:
            case "layer":
                return "sun"
            case "documentId" if operation == "document.leave":
                return self.given("documents", self.canvas)
            case "sessionId" if operation == "chat.leave":
                return self.given("chat/sessions", self.conversation)
            case "canvasId" | "documentId":
                return self.canvas()
            case "artifactId" if operation in ("artifact.restore", "artifact.purge"):
                return self.trashed()
            case "artifactId":
                return self.file()
            case "version":
                return 1
            case "uploadId":
                return self.upload(operation)
            case "fingerprint":
                return self.error()
            case "sessionId" if operation.startswith("identity."):
                return self.guest().session()
            case "sessionId":
                return self.conversation()
            case "keyId":
                return self.guest().post("/api/v1/auth/keys", {"name": "a", "scopes": ["read"]})["id"]
            case "userId":
                return Person().id
            case "exampleId":
                return self.example_kept()
            case "modelId" if operation == "nlp.delete_model":  # also one in training can be deleted
                return self.pupil(operation).post("/api/v1/nlp/models")["id"]
            case "modelId" if operation == "nlp.promote_model":
                return self.trained()
            case "modelId":
                return self.model
        raise LookupError(f"what does {{{parameter}}} of {operation} name? Say it in scripts/schemathesis/world.py")

    def ids(self, parameters, operation, fresh):
        """Real ids for path parameters; fresh ones for what will be destroyed."""
        of = self.make if fresh else self.keep
        ids = {parameter: of(parameter, operation) for parameter in parameters if parameter not in ("shareId", *BESIDE)}
        for parameter in parameters:
            if parameter in BESIDE:
                path, body = BESIDE[parameter]
                ids[parameter] = self.owner.post(f"/api/v1/documents/{ids['documentId']}/{path}", body)["id"]
        if "shareId" in parameters:
            by = {"artifactId": self.share, "documentId": self.share_document, "sessionId": self.share_conversation}
            ids["shareId"] = next(by[name](ids[name]) for name in by if name in ids)["id"]
        return ids

    def keep(self, parameter, operation):
        if parameter == "modelId":  # is kept without: who reads one need not wait for its training
            return self.make(parameter, operation)
        key = (parameter, operation.startswith("identity."))
        if key not in self.kept:
            self.kept[key] = self.make(parameter, operation)
        return self.kept[key]

    def canvas_kept(self):
        return CANVASES + "/" + self.keep("canvasId", "graphics.get")


if __name__ == "__main__":  # register an account
    Person(sys.argv[1])
