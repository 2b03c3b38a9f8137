"""Canaries of stages: `canarySettings` as UpdateStage and CreateStage keep them."""

import json
from typing import Any

from moto.apigateway.exceptions import BadRequestException
from moto.apigateway.models import RestAPI, Stage
from moto.apigateway.responses import APIGatewayResponse

from patching import extends
from rest_api import unescaped_pointer

CANARIES = "Canaries"

#: What can be replaced in the settings, and how it is read.
PARSERS = {"deploymentId": str, "percentTraffic": float, "useStageCache": lambda value: value == "true"}


@extends(Stage, CANARIES)
def to_json(original: Any, self: Stage) -> dict[str, Any]:
    settings = canary_of(self)
    return {**original(self), **({"canarySettings": settings} if settings else {})}


@extends(APIGatewayResponse, CANARIES)
def create_stage(original: Any, self: APIGatewayResponse) -> Any:
    status, headers, _ = original(self)
    stage = self.backend.get_stage(self.path.split("/")[2], self._get_param("stageName"))
    if settings := self._get_param("canarySettings"):
        stage.canary_settings = {**defaults(stage), **settings}
    return status, headers, json.dumps(stage.to_json())


@extends(Stage, CANARIES)
def apply_operations(original: Any, self: Stage, patch_operations: list[dict[str, Any]]) -> Stage:
    for operation in patch_operations:
        if operation["path"].startswith("/canarySettings"):
            patch(self, operation["op"], operation["path"], operation.get("value"))
        elif operation["path"] == "/deploymentId" and canary_of(self):
            raise BadRequestException("Non canary deployment not supported on stage")
        else:
            original(self, [operation])
    return self


@extends(RestAPI, CANARIES)
def delete_deployment(original: Any, self: RestAPI, deployment_id: str) -> Any:
    if any((canary_of(stage) or {}).get("deploymentId") == deployment_id for stage in self.stages.values()):
        raise BadRequestException(
            "Active stages with canary settings pointing to this deployment must be moved or deleted"
        )
    return original(self, deployment_id)


def canary_of(stage: Stage) -> dict[str, Any] | None:
    return getattr(stage, "canary_settings", None)


def defaults(stage: Stage) -> dict[str, Any]:
    return {"deploymentId": stage.deployment_id, "percentTraffic": 0.0, "useStageCache": False}


def patch(stage: Stage, op: str, path: str, value: str | None) -> None:
    if op == "remove" and path == "/canarySettings":
        stage.canary_settings = None
        return
    name, _, variable = path.removeprefix("/canarySettings/").partition("/")
    overrides = name == "stageVariableOverrides" and variable
    if op != "replace" or not (overrides or (name in PARSERS and not variable)):
        raise BadRequestException(f"Invalid {op} operation with path: {path}")
    settings = canary_of(stage) or defaults(stage)
    if overrides:
        settings.setdefault("stageVariableOverrides", {})[unescaped_pointer(variable)] = value
    else:
        settings[name] = PARSERS[name](value)
    stage.canary_settings = settings
