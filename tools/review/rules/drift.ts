import { type Drift, driftOf } from "../drift";
import type { AttributeChange, Observation } from "../finding";
import { perPlan } from "../per-plan";
import { subjectOf } from "../physical-name";
import type { Plan } from "../plan";
import type { PlanRule } from "../rule";
import { lossOf } from "./stateful-resources";

/** From how many resources on the same drift is told once: a new provider version shows up as the same change everywhere. */
const flood = 4;

const drifts = perPlan(driftOf);
const drifted = perPlan(({ drift }) => new Map(drift.map((change) => [change.address, change])));

export const driftRules: readonly PlanRule[] = [
  {
    id: "recreated-empty",
    category: "data",
    severity: "block",
    summary: "Something that held data was deleted outside Terraform, and the plan creates it anew",
    example: "A table was deleted in the console; the plan shows it as a plain create",
    findInPlan: (plan) =>
      drifts(plan).flatMap((drift) => {
        const loss = lostWith(drift, plan);
        return loss === undefined ? [] : [recreated(drift.address, loss, plan)];
      }),
  },
  {
    id: "drift",
    category: "plan",
    severity: "info",
    summary: "Somebody changed something outside Terraform; it is not part of the pull request",
    example: "`memory_size` of a function was set by hand from 512 to 128",
    findInPlan: (plan) => {
      const groups = new Map<string, Drift[]>();
      for (const drift of drifts(plan).filter((one) => lostWith(one, plan) === undefined)) {
        const key = JSON.stringify([drift.deleted, drift.repaired, transitions(drift)]);
        const group = groups.get(key);
        if (group) group.push(drift);
        else groups.set(key, [drift]);
      }
      return [...groups.values()].flatMap((group) =>
        group.length >= flood
          ? flooded(group, plan)
          : group.map((drift) => ({ address: drift.address, ...told(drift, plan) })),
      );
    },
  },
];

/** What is lost with something that was deleted and that the plan creates anew; undefined where that is nothing. */
const lostWith = ({ address, deleted, repaired }: Drift, plan: Plan): string | undefined =>
  deleted && repaired ? lossOf(drifted(plan).get(address)?.type ?? "") : undefined;

const recreated = (address: string, loss: string, plan: Plan): Observation => ({
  address,
  title: `${driftedSubject(address, plan)} was deleted outside Terraform and is created anew, empty`,
  detail: `Terraform shows a plain create. What is gone: ${loss}.`,
  remedy: "Find out who deleted it; restore a backup under this name and import it instead of creating it",
});

function told(drift: Drift, plan: Plan): Omit<Observation, "address"> {
  return {
    title: `${driftedSubject(drift.address, plan)} ${fateOf(drift)}`,
    detail: `${consequence(drift, plan)} This is not part of the change under review.`,
    remedy: drift.repaired
      ? "Find out who changed it and why before it is undone"
      : "Write it into the configuration, or undo it",
    changes: transitions(drift),
  };
}

function flooded(group: readonly Drift[], plan: Plan): Observation[] {
  const [drift] = group;
  if (!drift) return [];
  const text = told(drift, plan);
  return [
    {
      ...text,
      title: `${group.length} resources ${fateOf(drift).replace(/^was/, "were")}`,
      detail: `${text.detail} They are ${group.map(({ address }) => address).join(", ")}.`,
    },
  ];
}

const driftedSubject = (address: string, plan: Plan): string => {
  const change = drifted(plan).get(address);
  return change ? subjectOf(change) : address;
};

const fateOf = ({ deleted, differences }: Drift): string =>
  deleted
    ? "was deleted outside Terraform"
    : `was changed outside Terraform: ${[...new Set(differences.map(({ argument }) => argument))].join(", ")}`;

/** A plan without any resource change refreshes the state only. */
const consequence = ({ deleted, repaired }: Drift, { changes }: Plan): string =>
  repaired
    ? `The plan ${deleted ? "creates it anew" : "sets it back"}.`
    : changes.length === 0
      ? `The plan takes it over into the state; ${deleted ? "the next plan creates it anew" : "the next plan sets it back"} if the configuration still has it.`
      : "The plan leaves it as it is.";

const transitions = ({ differences }: Drift): AttributeChange[] =>
  differences.map(({ attribute, before, after }) => ({ attribute, before, after }));
