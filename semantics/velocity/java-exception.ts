/** Java threw: the request fails. */
export class JavaException extends Error {}
