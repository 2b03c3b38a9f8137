import type { Service } from "./service";
import type { VersionLife } from "./version-register";

/** What doesn't fit between a service's registers and its APIs, one line each. Reads no clock. */
export function versionProblems({ apis, versions }: Pick<Service, "apis" | "versions">): string[] {
  return [
    ...Object.entries(versions).flatMap(([name, register]) =>
      Object.entries(register).flatMap(([version, life]) => {
        const served = apis.some((api) => api.name === name && api.version === version);
        return lifeProblems(life, served).map((problem) => `versions of ${name}: ${version}: ${problem}`);
      }),
    ),
    ...apis.flatMap((api) => {
      const subject = `api ${api.name} ${api.version}`;
      const register = versions[api.name];
      if (!register || !Object.hasOwn(register, api.version))
        return [
          `${subject}: expected a version of the register (${Object.keys(register ?? {}).join(", ") || "none"}), got another: add it`,
        ];
      return api.versions === register
        ? []
        : [`${subject}: versions: expected the register of ${api.name} that the service has, got another`];
    }),
  ];
}

const order = ["deprecated", "sunset", "removed"] as const;

function lifeProblems(life: VersionLife, served: boolean): string[] {
  const malformed = order.flatMap((step) => {
    const date = life[step];
    return date === undefined || isDate(date) ? [] : [`${step}: expected a date such as 2028-11-01, got ${date}`];
  });
  if (malformed.length > 0) return malformed;
  return [
    ...order.slice(1).flatMap((step, index) => {
      const [date, before] = [life[step], life[order[index]!]];
      if (date === undefined) return [];
      if (before === undefined) return [`${step}: expected ${order[index]} before it, got none`];
      return date < before ? [`${step}: expected no date before ${order[index]} ${before}, got ${date}`] : [];
    }),
    ...(life.information !== undefined && !/^https:\/\/[\w./~:?#=&%+-]+$/.test(life.information)
      ? [`information: expected an https URL, got ${life.information}`]
      : []),
    ...(served && life.removed !== undefined
      ? [`removed ${life.removed}: expected an API without this version, got its routes: take them from the service`]
      : []),
    ...(!served && life.removed === undefined
      ? ["expected routes or the date since which it is removed, got neither"]
      : []),
  ];
}

const isDate = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
