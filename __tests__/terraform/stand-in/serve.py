"""Serves an AWS stand-in on loopback: moto with the changes that docs/stand-in.md explains.

    python serve.py --port 0 --account 111111111111

prints one JSON line when it is ready: {"ready": true, "url": "http://127.0.0.1:40123", "account": "111111111111"}.
"""

import argparse
import json
import logging
import os
import signal
import sys
import threading

sys.dont_write_bytecode = True


def main() -> None:
    options = parse(sys.argv[1:])
    # moto reads its settings when it is imported.
    os.environ["MOTO_ACCOUNT_ID"] = options.account
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    os.environ["MOTO_ACM_VALIDATION_WAIT"] = "0"
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    from application import StandIn

    server = make_server(options.host, options.port, StandIn(options.account), threaded=True)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
    if options.until_end_of_input:
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    url = f"http://{options.host}:{server.server_port}"
    print(json.dumps({"ready": True, "url": url, "account": options.account}), flush=True)
    server.serve_forever()


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="AWS stand-in for Terraform, on loopback")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one (default)")
    parser.add_argument("--account", default="111111111111", help="the account that it is (default %(default)s)")
    parser.add_argument("--until-end-of-input", action="store_true", help="end when stdin does, with the parent")
    options = parser.parse_args(arguments)
    if len(options.account) != 12 or not options.account.isdigit():
        parser.error(f"--account: expected 12 digits, got {options.account}")
    return options


if __name__ == "__main__":
    main()
