"""Takes every mail by SMTP on 1025 and shows it over HTTP on 8025, at the paths Mailpit has."""

import json
import uuid
from email import message_from_bytes, policy
from email.utils import getaddresses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller

caught = []


class Catcher:
    async def handle_DATA(self, _server, _session, envelope):
        raw = envelope.original_content
        head = message_from_bytes(raw, policy=policy.default)
        people = lambda name: [
            {"Name": each, "Address": address}
            for each, address in getaddresses(head.get_all(name, []))
        ]
        summary = {
            "ID": uuid.uuid4().hex,
            "MessageID": head.get("Message-ID", "").strip("<>"),
            "From": next(iter(people("From")), None),
            "To": people("To"),
            "Subject": head.get("Subject", ""),
            "Size": len(raw),
        }
        caught.insert(0, (summary, raw))
        return "250 OK"


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/api/v1/messages":
            messages = [summary for summary, _ in caught[:50]]
            body = {"total": len(caught), "count": len(messages), "messages": messages}
            self.answer(200, "application/json", json.dumps(body).encode())
            return
        for summary, raw in caught:
            if path == f"/api/v1/message/{summary['ID']}/raw":
                self.answer(200, "text/plain; charset=utf-8", raw)
                return
        self.answer(404, "text/plain", b"not found\n")

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing: what it would say is asked for often."""


Controller(Catcher(), hostname="0.0.0.0", port=1025, enable_SMTPUTF8=True).start()
print("catching on 1025, showing on 8025", flush=True)
ThreadingHTTPServer(("0.0.0.0", 8025), Pages).serve_forever()
