"""Runs a function's `bootstrap` as a process of its own (LAMBDA_RUNTIME_EXECUTOR=process).

LocalStack runs functions in containers. Here each environment is a process that speaks
Lambda's runtime API ("Lambda runtime API", AWS Lambda Developer Guide) with a small server
on the loopback interface, as the program does on AWS: it is the same file.
"""
import json
import os
import queue
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from localstack import config
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor
from plux import Plugin

START_SECONDS = 20  # until a process asks for its first event; on a busy machine that takes some
GRACE_SECONDS = 1  # beyond a function's own time-out, for its answer to arrive
KEPT_LINES = 1000  # of what a process writes


class ProcessExecutorPlugin(Plugin):
    namespace = "localstack.lambda.runtime_executor"
    name = "process"

    def load(self, *args, **kwargs):
        return ProcessExecutor


class RuntimeAPI(ThreadingHTTPServer):
    """The runtime API of one environment."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.events = queue.Queue()  # (id, payload, arn, deadline in ms)
        self.answers = {}  # id -> queue of (body, is_error)
        self.asked = threading.Event()
        self.init_error = None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RuntimeAPI

    def log_message(self, *args):
        """Says nothing: the gateway logs calls."""

    def do_GET(self):
        self.server.asked.set()
        event = self.server.events.get()
        if event is None:
            return self.reply(410)
        request, payload, arn, deadline = event
        self.reply(200, payload, {
            "Lambda-Runtime-Aws-Request-Id": request,
            "Lambda-Runtime-Deadline-Ms": str(deadline),
            "Lambda-Runtime-Invoked-Function-Arn": arn,
        })

    def do_POST(self):
        body = self.body()
        *_, subject, verb = self.path.split("/")
        if subject == "init":
            self.server.init_error = body
            self.server.asked.set()
        elif subject in self.server.answers:
            self.server.answers[subject].put((body, verb == "error"))
        self.reply(202)

    def body(self):
        length = self.headers.get("Content-Length")
        if length is not None:
            return self.rfile.read(int(length))
        data = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return data

    def reply(self, status, body=b"{}", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class ProcessExecutor(RuntimeExecutor):
    def __init__(self, id, function_version):
        super().__init__(id, function_version)
        self.api = None
        self.process = None
        self.lines = []

    def start(self, env_vars):
        self.api = RuntimeAPI()
        threading.Thread(target=self.api.serve_forever, daemon=True).start()
        code = self.function_version.config.code.get_unzipped_code_location()
        own = {name: str(value) for name, value in env_vars.items() if value is not None and not name.startswith("LOCALSTACK_")}
        env = {
            "PATH": os.environ["PATH"],
            **own,
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.api.server_port}",
            "AWS_ENDPOINT_URL": gateway(),
            "LAMBDA_TASK_ROOT": str(code),
            "_HANDLER": self.function_version.config.handler or "bootstrap",
        }
        self.process = subprocess.Popen([str(code / "bootstrap")], cwd=str(code), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        threading.Thread(target=self.read, daemon=True).start()
        end = time.time() + START_SECONDS
        while not self.api.asked.wait(0.05):
            if self.process.poll() is not None or time.time() > end:
                raise RuntimeError("the function did not start: " + self.get_logs())
        if self.api.init_error:
            raise RuntimeError(self.api.init_error.decode())

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.decode(errors="replace"))
            del self.lines[:-KEPT_LINES]

    def invoke(self, payload):
        request, timeout = payload["invoke-id"], self.function_version.config.timeout
        answer = self.api.answers[request] = queue.Queue()
        event = payload["payload"]
        event = event.encode() if isinstance(event, str) else event
        self.api.events.put((request, event, payload.get("invoked-function-arn", ""), int((time.time() + timeout) * 1000)))
        try:
            body, failed = answer.get(timeout=timeout + GRACE_SECONDS)
        except queue.Empty:
            self.process.kill()
            text = f"RequestId: {request} Error: Task timed out after {timeout}.00 seconds"
            body, failed = json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": text}).encode(), True
        finally:
            self.api.answers.pop(request, None)
        return InvocationResult(request, body, is_error=failed, logs=self.get_logs())

    def stop(self):
        if self.process:
            self.process.kill()
        if self.api:
            self.api.events.put(None)
            self.api.shutdown()

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return gateway()

    def get_logs(self):
        return "".join(self.lines)

    @classmethod
    def prepare_version(cls, function_version):
        code = function_version.config.code
        code.prepare_for_execution()
        (code.get_unzipped_code_location() / "bootstrap").chmod(0o755)

    @classmethod
    def cleanup_version(cls, function_version):
        """Nothing stays but files below the state."""

    @classmethod
    def validate_environment(cls):
        return True


def gateway():
    return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}"
