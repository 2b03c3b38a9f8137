/** What Terraform could evaluate and the local gateway can't: never taken for an error that `try()` and `can()` may pass over. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

/** Whether an error comes from something unsupported, however often it was wrapped. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof Unsupported || (error instanceof Error && isUnsupported(error.cause));
}
