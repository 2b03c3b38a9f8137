/** An environment variable that the function cannot work without. */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`environment variable ${name}: expected a value, got none`);
  return value;
}
