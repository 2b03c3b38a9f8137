"""State machines: Terraform has a definition judged before it plans, and asks for versions, of which nothing makes any."""

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.responses import StepFunctionResponse

from patching import replaces

TITLE = "Definitions of state machines"


@replaces(StepFunctionResponse, TITLE)
def validate_state_machine_definition(self: StepFunctionResponse) -> ActionResult:
    problem = problem_of(self._get_param("definition"))
    if problem is None:
        return ActionResult({"result": "OK", "diagnostics": [], "truncated": False})
    diagnostic = {"severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "message": problem}
    return ActionResult({"result": "FAIL", "diagnostics": [diagnostic], "truncated": False})


@replaces(StepFunctionResponse, TITLE)
def list_state_machine_versions(self: StepFunctionResponse) -> ActionResult:
    return ActionResult({"stateMachineVersions": []})


def problem_of(definition: Any) -> str | None:
    """What is wrong at first sight; synth's rules judge definitions in full."""
    try:
        states = json.loads(definition)
    except ValueError:
        return "the definition is not JSON"
    return None if states.get("StartAt") in states.get("States", {}) else "StartAt is no state of the definition"
