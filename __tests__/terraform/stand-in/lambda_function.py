"""Lambda functions: the configuration that moto forgets."""

from typing import Any

from moto.awslambda.models import LambdaFunction

from patching import extends

TITLE = "Lambda function configuration"


@extends(LambdaFunction, TITLE)
def __init__(
    original: Any, self: LambdaFunction, account_id: str, spec: dict[str, Any], *args: Any, **kwargs: Any
) -> None:
    original(self, account_id, spec, *args, **kwargs)
    keep_logging(self, spec)


@extends(LambdaFunction, TITLE)
def update_configuration(original: Any, self: LambdaFunction, config_updates: dict[str, Any]) -> dict[str, Any]:
    keep_logging(self, config_updates)
    if "TracingConfig" in config_updates:
        self.tracing_config = config_updates["TracingConfig"]
    return original(self, config_updates)


@extends(LambdaFunction, TITLE)
def get_configuration(original: Any, self: LambdaFunction, on_create: bool = False) -> dict[str, Any]:
    return {**original(self, on_create), "LoggingConfig": self.logging_config}


def keep_logging(function: LambdaFunction, spec: dict[str, Any]) -> None:
    if "LoggingConfig" in spec or not hasattr(function, "logging_config"):
        function.logging_config = {
            "LogFormat": "Text",
            "LogGroup": f"/aws/lambda/{function.function_name}",
            **spec.get("LoggingConfig", {}),
        }
