#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""An editor, as far as m2c-lsp-server can tell.

    language_client.py SERVER FILE.mlir...

opens each file and prints the diagnostics that the server publishes for it, as
"FILE: no diagnostics" or "FILE:LINE: MESSAGE"; for a file without any also what
hovering over its first op says.
"""

import json
import pathlib
import subprocess
import sys


class Server:
    """JSON-RPC over the server's standard input and output."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.requests = 0

    def send(self, method, parameters, **identity):
        message = {"jsonrpc": "2.0", "method": method, "params": parameters, **identity}
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = None
        while line := self.process.stdout.readline().strip():
            key, value = line.split(b":")
            if key.lower() == b"content-length":
                length = int(value)
        if length is None:
            sys.exit("language_client.py: the server has ended")
        return json.loads(self.process.stdout.read(length))

    def request(self, method, parameters):
        self.requests += 1
        self.send(method, parameters, id=self.requests)
        while (answer := self.receive()).get("id") != self.requests:
            pass
        if "error" in answer:
            sys.exit(f"language_client.py: {method}: {answer['error']}")
        return answer["result"]

    def diagnostics(self, uri):
        while True:
            message = self.receive()
            if message.get("method") == "textDocument/publishDiagnostics":
                if message["params"]["uri"] == uri:
                    return message["params"]["diagnostics"]


def first_op(text):
    """Position of the first op of one of our dialects."""
    for number, line in enumerate(text.split("\n")):
        for dialect in ("onnx.node", "nn.conv2d", "plan.call"):
            if dialect in line and "//" not in line:
                return {"line": number, "character": line.index(dialect) + 2}
    sys.exit("language_client.py: expected an op in the file")


def show(server, path):
    text, uri = path.read_text(), path.resolve().as_uri()
    document = {"uri": uri, "languageId": "mlir", "version": 1, "text": text}
    server.send("textDocument/didOpen", {"textDocument": document})
    found = server.diagnostics(uri)
    for item in found:
        print(f"{path.name}:{item['range']['start']['line'] + 1}: {item['message']}")
    if not found:
        print(f"{path.name}: no diagnostics")
        at = {"textDocument": {"uri": uri}, "position": first_op(text)}
        hover = server.request("textDocument/hover", at)
        print(hover["contents"]["value"].split("\n")[0])


def main():
    server = Server(sys.argv[1])
    parameters = {"processId": None, "rootUri": None, "capabilities": {}}
    answer = server.request("initialize", parameters)
    assert answer["capabilities"]["hoverProvider"], answer
    server.send("initialized", {})
    for name in sys.argv[2:]:
        show(server, pathlib.Path(name))
    server.request("shutdown", {})
    server.send("exit", {})
    sys.exit(server.process.wait())


if __name__ == "__main__":
    main()
