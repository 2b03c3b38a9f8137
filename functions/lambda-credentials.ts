import { environmentVariable } from "./environment-variable";

/**
 * Stands in the bundle for the SDK's chain of credential providers (profiles, SSO, web identity, instance metadata), none
 * of which a function uses: Lambda puts the credentials of its role into the environment, for as long as it lives.
 * Source: Lambda developer guide, "Using Lambda environment variables", reserved variables.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: environmentVariable("AWS_ACCESS_KEY_ID"),
  secretAccessKey: environmentVariable("AWS_SECRET_ACCESS_KEY"),
  ...(process.env.AWS_SESSION_TOKEN && { sessionToken: process.env.AWS_SESSION_TOKEN }),
});
