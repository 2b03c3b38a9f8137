import type { Observation } from "../finding";
import { namedTypes, namingArguments, onNameClash } from "../physical-name";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";

const outcomes = {
  refuses: {
    title: "The replacement can't be created: its name is still taken",
    detail:
      "Terraform creates the new object before it destroys the old one, under the same name. AWS refuses that, so the " +
      "apply fails here, after other changes were made.",
  },
  overwrites: {
    title: "The replacement destroys itself",
    detail:
      "Terraform creates the new object before it destroys the old one, under the same name. AWS overwrites the old " +
      "object with the new one, which Terraform then deletes as the old one: nothing is left.",
  },
};

export const nameClashRules: readonly ResourceRule[] = [
  {
    id: "name-clash",
    category: "data",
    severity: "block",
    summary: "A replacement that is created before the old object goes, under the same fixed name",
    example: "`create_before_destroy` of a deployment reaches the table that it depends on, whose `hash_key` changes",
    types: namedTypes,
    find: (change) => (change.createsBeforeDestroy ? clash(change) : []),
  },
];

function clash(change: ResourceChange): Observation[] {
  const onCreate = onNameClash(change);
  if (!onCreate) return [];
  return [
    {
      ...outcomes[onCreate],
      remedy:
        "Give the new object another name, or don't replace it. create_before_destroy also comes from resources that " +
        "depend on this one, such as a deployment: keep what lasts in a stack of its own",
      changes: namingArguments(change.type).map((attribute) => change.describe([attribute])),
    },
  ];
}
