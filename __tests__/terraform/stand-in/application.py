"""The stand-in as a WSGI application: moto, and pages of its own under /_stand-in/.

| page | does |
| --- | --- |
| `GET /_stand-in/resources` | lists what exists (inventory.py), once no request is being carried out |
| `GET /_stand-in/calls` | names of all API calls so far, as IAM actions (calls.py) |
| `GET /_stand-in/api-gateway-changes` | what API Gateway was told to change so far, in order (calls.py) |
| `POST /_stand-in/forget-calls` | begins both lists anew |
| `GET /_stand-in/changes` | titles of what was changed in moto |
| `POST /_stand-in/stop-at?write=N` | from now on: carries out the Nth write, keeps its answer back and prints a line |
| `POST /_stand-in/release` | lets the answer that is kept back go |
| `POST /_stand-in/quiet?writes=N` | answers after N more writes, when no request came for a moment |
"""

import io
import json
import sys
import threading
from typing import Any
from urllib.parse import parse_qs

from moto.server import DomainDispatcherApplication, create_backend_app

import alarm  # noqa: F401
import bucket_policy  # noqa: F401
import calls
import canary  # noqa: F401
import certificate  # noqa: F401
import client_certificate  # noqa: F401
import dead_letters  # noqa: F401
import distribution  # noqa: F401
import domain_name  # noqa: F401
import hosted_zone  # noqa: F401
import inventory
import key  # noqa: F401
import lambda_function  # noqa: F401
import load_balancer  # noqa: F401
import open_api  # noqa: F401
import patching
import rest_api  # noqa: F401
import state_machine  # noqa: F401
import stream  # noqa: F401
import tags  # noqa: F401
import taken_names  # noqa: F401
import usage_plan  # noqa: F401
import user_pool  # noqa: F401
import web_acl  # noqa: F401
import web_socket_api  # noqa: F401

READS = ("Get", "List", "Describe", "Head", "BatchGet", "Query", "Scan", "Assume", "Search", "Lookup", "Simulate")

#: Seconds without a request that count as quiet: Terraform waits for something, such as a DNS change.
QUIET = 0.5

#: Seconds after which an answer is given although nobody asked for its release, and for which requests may go on.
PATIENCE = 60


class StandIn:
    def __init__(self, account: str) -> None:
        self.account = account
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.moto.debug = True
        # moto's models are not made for threads, and Terraform sends ten requests at once
        self.one_at_a_time = threading.Lock()
        self.state = threading.Condition()
        self.running = 0
        self.writes = 0
        self.stop_write: int | None = None
        self.kept_back = False
        self.answers: dict[str, Answer] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith("/_stand-in/"):
            return self.page(environ, start_response)
        action = action_of(environ)
        with self.state:
            self.running += 1
            self.state.notify_all()
        try:
            answer = self.first_answer(environ) or self.carry_out(environ, action)
            if action:
                self.count_write(action)
            start_response(answer.status, answer.headers)
            return answer.body
        finally:
            with self.state:
                self.running -= 1
                self.state.notify_all()

    def carry_out(self, environ: dict[str, Any], action: str | None) -> "Answer":
        answer = Answer()
        with self.one_at_a_time:
            answer.body = list(self.moto(environ, answer.start))
        if answer.status.startswith("5"):
            # a fault of moto's, as Terraform would only try again
            print(f"stand-in: {action or 'a read'} answered {answer.status}", file=sys.stderr, flush=True)
        elif action and answer.status.startswith("2"):
            self.answers[environ.get("HTTP_AMZ_SDK_INVOCATION_ID", "")] = answer
        return answer

    def first_answer(self, environ: dict[str, Any]) -> "Answer | None":
        """The answer to a write that its sender repeats because it got none: doing it twice could fail."""
        if "attempt=1" in environ.get("HTTP_AMZ_SDK_REQUEST", "attempt=1"):
            return None
        return self.answers.get(environ.get("HTTP_AMZ_SDK_INVOCATION_ID", ""))

    def count_write(self, action: str) -> None:
        with self.state:
            self.writes += 1
            if self.writes != self.stop_write:
                return
            self.kept_back = True
            print(json.dumps({"stopped": action}), flush=True)
            self.state.wait_for(lambda: not self.kept_back, PATIENCE)

    def page(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        pages = {
            ("GET", "resources"): lambda: self.resources(f"http://{environ['HTTP_HOST']}"),
            ("GET", "calls"): lambda: sorted(calls.CALLS),
            ("GET", "api-gateway-changes"): lambda: calls.CHANGES,
            ("POST", "forget-calls"): calls.forget,
            ("GET", "changes"): lambda: patching.TITLES,
            ("POST", "stop-at"): lambda: self.stop_at(number(environ, "write")),
            ("POST", "release"): self.release,
            ("POST", "quiet"): lambda: self.quiet(number(environ, "writes")),
        }
        page = pages.get((environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix("/_stand-in/")))
        start_response("200 OK" if page else "404 Not Found", [("Content-Type", "application/json")])
        return [json.dumps(page() if page else None).encode()]

    def resources(self, address: str) -> list[dict[str, Any]]:
        with self.state:
            self.state.wait_for(lambda: self.running == 0, PATIENCE)
        return inventory.resources(self.account, address)

    def stop_at(self, write: int) -> None:
        with self.state:
            self.stop_write = self.writes + write

    def release(self) -> None:
        with self.state:
            self.stop_write = None
            self.kept_back = False
            self.state.notify_all()

    def quiet(self, writes: int) -> None:
        with self.state:
            wanted = self.writes + writes
            # every request notifies, when it begins and when it ends
            while self.writes < wanted or self.running or self.state.wait(QUIET):
                if self.writes < wanted or self.running:
                    self.state.wait()


class Answer:
    status = ""
    headers: list[tuple[str, str]]
    body: list[bytes]

    def start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        self.status, self.headers = status, headers


def number(environ: dict[str, Any], name: str) -> int:
    return int(parse_qs(environ["QUERY_STRING"])[name][0])


def action_of(environ: dict[str, Any]) -> str | None:
    """What a request does, e.g. `CreateRole` or `PUT /restapis/x`; None for one that only reads."""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    target = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    action = target or form_action(environ)
    if action:
        return None if action.startswith(READS) else action
    return None if method in ("GET", "HEAD", "OPTIONS") else f"{method} {path}"


def form_action(environ: dict[str, Any]) -> str:
    if not environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return ""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return parse_qs(body.decode()).get("Action", [""])[0]
