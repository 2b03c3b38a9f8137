"""What is wrong with AWS CLI commands, by botocore's models of the services: reads a JSON list of lists of words from
standard input, and writes a JSON list of `<command>: expected ..., got ...`.
"""

import json
import sys
from typing import Iterator

from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.session import get_session

#: Names of the CLI that differ from botocore's.
SERVICES = {"s3api": "s3"}
#: Options that every command takes. Source: AWS CLI user guide, "Command line options".
GLOBAL = {"--cli-binary-format", "--output", "--profile", "--query", "--region"}

session = get_session()


def command_name(name: str) -> str:
    return xform_name(name, "-")


def option(member: str) -> str:
    return "--" + command_name(member)


def problems(words: list[str]) -> Iterator[str]:
    _, service, operation, *rest = words
    subject = f"aws {service} {operation}"
    try:
        model = session.get_service_model(SERVICES.get(service, service))
    except UnknownServiceError:
        yield f"{subject}: expected a service, got {service}"
        return
    if operation == "wait":
        waiters = session.get_waiter_model(model.service_name)
        operations = {command_name(name): waiters.get_waiter(name).operation for name in waiters.waiter_names}
        operation, *rest = rest
    else:
        operations = {command_name(name): name for name in model.operation_names}
    if operation not in operations:
        yield f"{subject}: expected an operation of {service}, got {operation}"
        return
    shape = model.operation_model(operations[operation]).input_shape
    known = {option(name): member for name, member in (shape.members if shape else {}).items()}
    switches = {f"--no-{name[2:]}" for name, member in known.items() if member.type_name == "boolean"}
    required = {option(name) for name in (shape.required_members if shape else [])}
    given = {word for word in rest if word.startswith("--")}
    for name in sorted(given - set(known) - switches - GLOBAL):
        yield f"{subject}: expected one of its options, got {name}"
    # a command that is only named has none
    for name in sorted(required - given if rest else []):
        yield f"{subject}: expected {name}, got none"


json.dump([problem for words in json.load(sys.stdin) for problem in problems(words)], sys.stdout)
