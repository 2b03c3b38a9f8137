"""Queues: what they say of dead letters, as it was written."""

from typing import Any

from moto.sqs.models import Queue, SQSBackend

from patching import extends

TITLE = "Dead letters of queues"

POLICIES = ("RedrivePolicy", "RedriveAllowPolicy")


@extends(Queue, TITLE)
def _set_attributes(original: Any, self: Queue, attributes: dict[str, Any], now: float | None = None) -> None:
    original(self, attributes, now)
    self.written = {**written_of(self), **{name: attributes[name] for name in POLICIES if name in attributes}}


@extends(SQSBackend, TITLE)
def get_queue_attributes(original: Any, self: SQSBackend, queue_name: str, attribute_names: list[str]) -> dict[str, Any]:
    own = ["RedriveAllowPolicy"]
    answer = original(self, queue_name, [name for name in attribute_names if name not in own] or ["QueueArn"])
    written = written_of(self.get_queue(queue_name))
    wanted = {name: text for name, text in written.items() if text and {name, "All"} & set(attribute_names)}
    return {**answer, **wanted}


def written_of(queue: Queue) -> dict[str, str]:
    return getattr(queue, "written", {})
