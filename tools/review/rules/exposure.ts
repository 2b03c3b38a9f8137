import type { Rule } from "../rule";
import { policyRules } from "./policies";

/** Who can reach what, beyond the API's routes (S3-S10 of the risk catalogue). */
export const exposureRules: readonly Rule[] = [...policyRules];
