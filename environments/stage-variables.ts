import * as z from "zod/mini";
import { expect } from "./pin-schemas";

/** Variables of every stage. Source: API reference, CreateStage; developer guide, "Quotas for configuring a REST API". */
export const stageVariables = z
  .record(
    expect(/^[A-Za-z0-9_]{1,64}$/, "a name of 1 to 64 letters, digits and _"),
    expect(/^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/, "1 to 512 letters, digits and -._~:/?#&=,"),
  )
  .check(
    z.refine((variables) => Object.keys(variables).length <= 100, { error: "at most 100 variables, as a stage takes" }),
  );
