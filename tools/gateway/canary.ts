import type { AddressBook } from "./addresses";

/** Leads the share of requests that a stage's canary takes to it; `random` gives numbers from 0 up to 1. */
export function withCanaries(find: AddressBook, random: () => number): AddressBook {
  return (...address) => {
    const arrival = find(...address);
    if (!("destination" in arrival)) return arrival;
    const { canary } = arrival.destination.stage;
    if (!canary || random() * 100 >= canary.percentTraffic) return arrival;
    return { destination: { ...arrival.destination, stage: canary.served } };
  };
}
