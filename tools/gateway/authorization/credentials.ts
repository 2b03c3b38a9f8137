/** A pair that callers sign requests with, standing for an administrator of the API's account. */
export interface LocalCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** `GATEHOUSE_ACCESS_KEY_ID` and `GATEHOUSE_SECRET_ACCESS_KEY`, else `local` and `local`. Throws when only one is set. */
export function readCredentials(environment: NodeJS.ProcessEnv): LocalCredentials {
  const accessKeyId = environment["GATEHOUSE_ACCESS_KEY_ID"];
  const secretAccessKey = environment["GATEHOUSE_SECRET_ACCESS_KEY"];
  if (!accessKeyId && !secretAccessKey) return { accessKeyId: "local", secretAccessKey: "local" };
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  const [set, unset] = accessKeyId
    ? ["GATEHOUSE_ACCESS_KEY_ID", "GATEHOUSE_SECRET_ACCESS_KEY"]
    : ["GATEHOUSE_SECRET_ACCESS_KEY", "GATEHOUSE_ACCESS_KEY_ID"];
  throw new Error(`${unset}: expected a value because ${set} has one, got none`);
}
