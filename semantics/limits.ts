import { table } from "./limit-table";

type Values = { readonly [K in keyof typeof table]: (typeof table)[K]["value"] };

/** Patterns of names. Sources as in the table of limits. */
const patterns = {
  /** Stage name [notes]. */
  stageName: /^[A-Za-z0-9_-]{1,128}$/,
  /** Stage variables: their names and values [quotas, api CreateStage]. */
  stageVariables: {
    name: /^[A-Za-z0-9_]{1,64}$/,
    value: /^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/,
  },
  /** Model name ["Data models for REST APIs"]. */
  modelName: /^[A-Za-z0-9]+$/,
  /** One part of a path: text, `{parameter}` or `{proxy+}` as a whole [notes]. */
  pathPart: /^(?:[A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.:-]+\+?\})$/,
  /** Root paths that a custom domain keeps for its health check [notes]. */
  reservedPaths: ["/ping", "/sping"],
  /** Base path of a mapping on a custom domain ["API mappings for REST APIs"]. */
  basePath: /^[A-Za-z0-9$\-_.+!*'()/]{1,300}$/,
} as const;

/** The values of {@link table}, and patterns of names: what a contract or a request can break. */
export const limits = {
  ...(Object.fromEntries(Object.entries(table).map(([name, { value }]) => [name, value])) as Values),
  ...patterns,
};
