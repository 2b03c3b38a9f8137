import type { VersionLife, VersionRegister } from "./version-register";

/** `generated/versions.json`: what clients were told of every version, by the API's name, oldest first. */
export type PublishedVersions = Readonly<Record<string, readonly PublishedVersion[]>>;

export interface PublishedVersion extends VersionLife {
  version: string;
}

type Registers = Readonly<Record<string, VersionRegister>>;

export const publishedVersions = (registers: Registers): PublishedVersions =>
  Object.fromEntries(
    Object.entries(registers).map(([name, register]) => [
      name,
      Object.entries<VersionLife>(register).map(([version, life]) => ({ version, ...life })),
    ]),
  );

/**
 * What registers take back of what clients were told, one line each: an entry, or a date that comes earlier than promised.
 * A date that moves later, or goes, takes nothing from them.
 */
export function takenBack(published: PublishedVersions, registers: Registers): string[] {
  return Object.entries(published).flatMap(([name, versions]) =>
    versions.flatMap(({ version, ...told }) => {
      const subject = `versions of ${name}: ${version}`;
      const life = registers[name]?.[version as keyof VersionRegister];
      if (!life)
        return [
          `${subject}: expected its entry, got none: an entry is never deleted, a version that ended has removed`,
        ];
      return (["deprecated", "sunset", "removed"] as const).flatMap((step) => {
        const [promised, now] = [told[step], life[step]];
        return promised !== undefined && now !== undefined && now < promised
          ? [`${subject}: ${step}: expected ${promised} or later, as clients were told, got ${now}`]
          : [];
      });
    }),
  );
}
