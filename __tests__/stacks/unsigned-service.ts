import { service } from "../../contract";
import type { Service } from "../../contract/service";

const { doors } = service.authorization;

/** The sample service with a regional door that takes no signatures, as a distribution in front of it needs. */
export const unsigned: Service = {
  ...service,
  authorization: {
    ...service.authorization,
    doors: { ...doors, regional: { ...doors.regional, internal: { type: "authorizer", authorizer: "partners" } } },
  },
};
