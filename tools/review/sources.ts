import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Finding } from "./finding";
import { at, isObject, type Json } from "./json";
import { PlanError } from "./plan";

/** A line of a file of the repository; of the plan itself where nothing better is known. */
export interface SourceLocation {
  file: string;
  line: number;
}

/** Arguments whose values an environment pins, by the name of the pin. */
const pins: Record<string, readonly string[]> = {
  throttle: ["throttling_rate_limit", "throttling_burst_limit", "throttle_settings"],
  quota: ["quota_settings"],
  cache: ["cache_cluster_enabled", "cache_cluster_size", "caching_enabled", "cache_ttl_in_seconds"],
  logs: ["retention_in_days", "logging_level"],
  deletionProtection: ["deletion_protection_enabled", "deletion_protection", "prevent_destroy"],
  lambda: ["memory_size", "timeout", "reserved_concurrent_executions"],
  stage: ["stage_name"],
  domain: ["domain_name"],
  certificateRegion: ["certificate_arn", "regional_certificate_arn"],
  network: ["cidr_block", "availability_zone"],
};

/** Finds the line that a finding is about, through `sources.json` and the construct paths in each stack's cdk.tf.json. */
export class Sources {
  private readonly stacks = new Map<string, Json>();

  private constructor(
    private readonly folder: string | undefined,
    private readonly json: Json | undefined,
  ) {}

  /**
   * @param folder that the stacks lie in, with `sources.json` beside it; undefined where nothing was synthesized
   * @throws PlanError for a sources.json that is none
   */
  static read(folder: string | undefined): Sources {
    const file = folder && join(dirname(folder), "sources.json");
    return new Sources(folder, file && existsSync(file) ? readJson(file) : undefined);
  }

  /** Whether synth left any. */
  get areKnown(): boolean {
    return this.json !== undefined;
  }

  locate(finding: Finding): SourceLocation | undefined {
    if (this.json === undefined || this.stack(finding.plan) === null) return undefined;
    const stack = at(this.json, [finding.plan]);
    const source = at(this.json, [this.pathOf(finding) ?? ""]);
    return routeIn(at(source, ["contract"]), finding) ?? pinIn(stack, finding) ?? location(source) ?? location(stack);
  }

  /** `dev-data/orders/Resource`; undefined for what is no longer in the stack, or inside a module. */
  private pathOf({ plan, address }: Finding): string | undefined {
    const [type = "", name = ""] = address
      .replace(/^data\./, "")
      .replace(/\[.*$/s, "")
      .split(".");
    const kind = address.startsWith("data.") ? "data" : "resource";
    const path = at(this.stack(plan), [kind, type, name, "//", "metadata", "path"]);
    return typeof path === "string" ? path : undefined;
  }

  /** Its cdk.tf.json; null for what is no stack of ours. */
  private stack(name: string): Json {
    const known = this.stacks.get(name);
    if (known !== undefined) return known;
    const file = join(this.folder ?? "", name, "cdk.tf.json");
    const json = existsSync(file) ? readJson(file) : null;
    this.stacks.set(name, json);
    return json;
  }
}

function readJson(file: string): Json {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Json;
  } catch (error) {
    throw new PlanError(`${file}: expected JSON as synth writes it, got something else: synthesize again`, {
      cause: error,
    });
  }
}

/** The line of the route that a finding names, or of its API where the finding is about the API's document. */
function routeIn(contract: Json | undefined, { title, changes }: Finding): SourceLocation | undefined {
  const texts = [title, ...changes.map(({ attribute }) => attribute)];
  for (const text of texts)
    for (const [route] of text.matchAll(/\b[A-Z]{3,7} \/[^\s,;]*/g)) {
      const own = location(at(contract, ["routes", route]));
      if (own || contract !== undefined) return own ?? location(contract);
    }
  return changes.some(({ attribute }) => /^body\b/.test(attribute)) ? location(contract) : undefined;
}

function pinIn(stack: Json | undefined, { changes }: Finding): SourceLocation | undefined {
  for (const { attribute } of changes) {
    const names = new Set(attribute.split(/[.[\]]+/));
    const pin = Object.keys(pins).find((key) => pins[key]!.some((argument) => names.has(argument)));
    const line = pin === undefined ? undefined : at(stack, ["pins", pin]);
    if (typeof line === "number") return location({ file: at(stack, ["file"]) ?? null, line });
  }
  return undefined;
}

function location(source: Json | undefined): SourceLocation | undefined {
  const [file, line] = [at(source, ["file"]), at(source, ["line"])];
  return isObject(source) && typeof file === "string" && typeof line === "number" ? { file, line } : undefined;
}
