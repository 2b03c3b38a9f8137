import { printPath } from "./json";
import type { ResourceChange } from "./resource-change";

/** Reasons that Terraform gives ("JSON Output Format", action_reason), as sentences without a full stop; empty: nothing to add. */
const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: "An earlier apply failed halfway and marked it as tainted",
  replace_because_cannot_update: "",
  replace_by_request: "Somebody asked for the replacement with -replace",
  replace_by_triggers: "replace_triggered_by in the configuration asks for it",
  delete_because_no_resource_config: "Its block is no longer in the configuration",
  delete_because_wrong_repetition: "Its block was given or lost count or for_each",
  delete_because_count_index:
    "count no longer reaches its index; indexes shift when a list loses an item in its middle",
  delete_because_each_key: "for_each no longer has its key",
  delete_because_no_module: "Its module is no longer in the configuration",
  delete_because_no_move_target: "It was moved to an address that the configuration doesn't have",
  read_because_config_unknown: "",
  read_because_dependency_pending: "",
  read_because_check_nested: "",
};

export const isKnownReason = (reason: string): boolean => Object.hasOwn(reasons, reason);

/** Why something is destroyed, as far as the plan says: `hash_key can't be changed in place`. */
export function replacementReason(change: ResourceChange): string {
  if (change.replacePaths.length > 0) {
    const paths = [...new Set(change.replacePaths.map(printPath))];
    return `${paths.join(", ")} can't be changed in place`;
  }
  const { actionReason = "" } = change;
  return isKnownReason(actionReason) ? (reasons[actionReason] ?? "") : "";
}
