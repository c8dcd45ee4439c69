"""Hooks of Schemathesis: accounts, and real ids for the generated requests.

Generated ids hardly ever exist, so that without these hooks most operations would be
seen answering 404 only. Every other well-formed request therefore gets the ids of things
that were made for it, and values that mean something. At the end the answers are counted:
coverage.py fails the run for an operation that never succeeded.

Environment, beside world.py's: AIO_COUNTS is the file that gets the counts (JSON).
"""

import atexit
import hashlib
import itertools
import json
import os
from collections import Counter, defaultdict

import schemathesis
from schemathesis import HookContext
from schemathesis.core.failures import ServerError
from schemathesis.openapi.checks import JsonSchemaError
from world import NUMBER, PASSWORD, TEXT, Person, World

WORLD = World()
SEEN = defaultdict(Counter)  # operation id: status: answers
TURNS = defaultdict(itertools.count)


# What leaves an account without its session, or with another password.
ENDING = {
    f"identity.{name}"
    for name in ("logout", "logout_everywhere", "end_session", "change_password", "delete_account")
}


# What works once with a thing, beside DELETE.
ONCE = {f"artifact.{name}" for name in ("restore", "purge", "complete_upload", "sign_parts", "get_upload")}


# What is about an account's only training.
PUPILS = ("nlp.train_model", "nlp.delete_model")


def declared(case):
    return case.operation.definition.raw


def own_account(case):
    """Whether a request is about its account itself, and may end it."""
    return declared(case)["operationId"].startswith("identity.") and declared(case)["x-aio-auth"] == "user"


@schemathesis.auth(refresh_interval=None)
class Session:
    """The token of an account that may make the request."""

    def get(self, case, context):
        if declared(case)["x-aio-auth"] == "admin":
            return WORLD.admin.token
        if declared(case)["operationId"] in PUPILS:
            return WORLD.pupil(declared(case)["operationId"]).token
        return (WORLD.guest() if own_account(case) else WORLD.owner).token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


def well_formed(case):
    """Whether a request keeps to the schema and is not made from the outcome of earlier ones."""
    meta = case.meta
    return meta is not None and meta.generation.mode.is_positive and meta.phase.name.value != "stateful"


@schemathesis.hook
def before_call(context: HookContext, case, kwargs):
    operation = declared(case)["operationId"]
    if declared(case).get("x-aio-planned"):  # has nothing yet that an id could be of
        return
    if not well_formed(case) or next(TURNS[operation]) % 2 == 1:
        return
    if operation == "nlp.rollback_model":
        WORLD.promote()
    case.path_parameters.update(WORLD.ids(list(case.path_parameters), operation, fresh=case.method == "DELETE" or operation in ONCE))
    # A cursor is signed, names must be those of fields, and what is left hardly ever fits together.
    for name in ("cursor", "fields", "seq", "version", "sort", "from", "to"):
        case.query.pop(name, None)
    if isinstance(case.body, dict):
        for name in ("basis", "commitId", "id", "seq", "sessionId", "preset", "font", "revision", "expiresAt", "tags", "thread"):
            case.body.pop(name, None)
        for name in ("background", "color", "stroke"):
            if name in case.body:
                case.body[name] = "#336699"
        case.body.update(meaningful(operation))
        case.body.update(credentials(operation))


def meaningful(operation):
    """Values that mean something, where the schema alone cannot say what. May act first."""
    match operation:
        case "document.commit":
            edit = {"op": "set", "id": "root", "props": {"name": f"Picture {next(NUMBER)}"}}
            return {"commitId": f"commit-{next(NUMBER)}", "edits": [edit]}
        case "document.restore":
            return {"commitId": f"commit-{next(NUMBER)}", "seq": 1}
        case "document.comment":  # of a document of its own: one has at most a thousand
            return {"text": "Bigger?"}
        case "document.name_version":
            return {"name": f"Version {next(NUMBER)}"}
        case "document.edit_comment":
            return {"text": f"Much bigger {next(NUMBER)}?"}
        case "graphics.create":
            return {"width": 64, "height": 48}
        case "graphics.add_layer" | "graphics.edit_layer":
            image = WORLD.keep("artifactId", operation)
            return {"artifactId": image} | ({"shape": "image"} if operation.endswith("add_layer") else {})
        case "graphics.undo" | "graphics.redo":
            WORLD.owner.post(f"{WORLD.canvas_kept()}/layers", {"shape": "square"})
            if operation.endswith("redo"):
                WORLD.owner.post(f"{WORLD.canvas_kept()}/undo", {})
            return {}
        case "graphics.export":
            return {"scale": 1}
        case "artifact.begin_upload":
            text = {"name": "a.txt", "contentType": "text/plain", "bytes": len(TEXT), "inParts": False}
            return text | {"sha256": hashlib.sha256(TEXT).hexdigest(), "artifactId": WORLD.keep("artifactId", operation)}
        case "artifact.sign_parts":
            return {"parts": [{"number": 1, "sha256": "0" * 64}]}
        case "artifact.update" | "artifact.copy":
            return {"name": f"Picture {next(NUMBER)}"}
        case "artifact.open_shared" | "artifact.accept_share":
            return {"token": WORLD.share(WORLD.keep("artifactId", operation))["token"]}
        case "document.accept_share":  # of a new one each time: a document has at most a hundred links
            return {"token": WORLD.share_document(WORLD.canvas())["token"]}
        case "chat.accept_share":
            return {"token": WORLD.share_conversation(WORLD.conversation())["token"]}
        case "nlp.add_examples":
            return {"items": [WORLD.example()]}
        case "nlp.import_examples":
            return {"artifactId": WORLD.lines()}
        case "artifact.admin_set_quota":
            return {"bytes": 0, "files": 0}
    return {}


def credentials(operation):
    """The same for accounts. Nobody signs in to one that has been seen: generated requests
    repeat the addresses of answers, with other passwords, until the account is locked."""
    other = {"password": PASSWORD, "newPassword": PASSWORD + "-2", "email": f"other{next(NUMBER)}@example.org"}
    match operation.removeprefix("identity."):
        case "register":
            return {"email": other["email"], "password": PASSWORD, "displayName": "Ada"}
        case "login" | "forgot_password" | "admin_find_users":
            login = {"password": PASSWORD} if operation.endswith("login") else {}
            return {"email": Person().email} | login
        case "refresh":
            return {"refreshToken": Person().refresh}
        case "change_password":
            return {"currentPassword": PASSWORD, "newPassword": other["newPassword"]}
        case "change_email":
            return {"newEmail": other["email"], "password": PASSWORD}
        case "delete_account":
            return {"password": PASSWORD}
        case "confirm_email":
            return {"token": Person().mailed(1)}
        case "reset_password":
            person = Person()
            person.mailed(1)
            person.post("/api/v1/auth/password/forgot", {"email": person.email})
            return {"token": person.mailed(2), "newPassword": other["newPassword"]}
        case "update_me":
            return {"displayName": "Ada"}
        case "update_preferences":
            return {"locale": "de-CH"}
    return {}


@schemathesis.hook
def after_call(context: HookContext, case, response):
    operation = declared(case)["operationId"]
    SEEN[operation][response.status_code] += 1
    if response.status_code >= 400:
        return
    if operation in ENDING:
        WORLD.spend_guest()
    if operation == "nlp.delete_model":
        WORLD.spend_pupil(operation)
    if case.method == "DELETE":  # perhaps of what is kept, whose ids stand in answers
        WORLD.kept.clear()


@schemathesis.hook
def filter_failure(context: HookContext, failure, case, response) -> bool:
    """Keep every failure but the 501 of what is planned: that is its documented answer.
    And an answer that was cut to ?fields= lacks the others, though the schema requires them."""
    if "fields" in (case.query or {}) and isinstance(failure, JsonSchemaError):
        return False
    planned = declared(case).get("x-aio-planned", False)
    return not (planned and response.status_code == 501 and isinstance(failure, ServerError))


@atexit.register
def write_counts():
    with open(os.environ["AIO_COUNTS"], "w", encoding="utf-8") as file:
        json.dump(SEEN, file)
