/** An error that a service answers with, in whatever protocol it was asked. */
export class ServiceError extends Error {
  constructor(
    /** Such as `ResourceNotFoundException`. */
    readonly code: string,
    message: string,
    options: { statusCode?: number; queryCode?: string } = {},
  ) {
    super(message);
    this.statusCode = options.statusCode ?? 400;
    this.queryCode = options.queryCode ?? code;
  }

  readonly statusCode: number;
  /** The code in the query protocol, where it is another: `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly queryCode: string;
}
