"""Kinesis streams: their tags."""

from typing import Any

from moto.kinesis.responses import KinesisResponse

from patching import extends

TITLE = "Tags of Kinesis streams"


@extends(KinesisResponse, TITLE)
def create_stream(original: Any, self: KinesisResponse) -> Any:
    answer = original(self)
    tags = self._get_param("Tags") or {}
    self.kinesis_backend.add_tags_to_stream(None, self._get_param("StreamName"), tags)
    return answer
