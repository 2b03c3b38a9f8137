import { availableParallelism } from "node:os";
import { performance, type EventLoopUtilization } from "node:perf_hooks";

type Meter = Pick<typeof performance, "eventLoopUtilization">;

/** The load is measured so often, in milliseconds, and is low when it was low several times in succession. */
const window = 100;
const confirmations = 3;

/** With fewer computing threads than this, one more finds a core. */
const capacity = 0.6 * availableParallelism();

/**
 * How busy the threads of this process are. Time in which a thread computes or waits for a core counts, time in which it
 * waits for something else does not.
 */
export class ThreadLoad {
  private readonly meters = new Map<Meter, EventLoopUtilization>();
  private measuredAt = 0;
  private lowMeasurements = 0;

  constructor() {
    this.add(performance);
  }

  add(meter: Meter): void {
    this.meters.set(meter, meter.eventLoopUtilization());
  }

  remove(meter: Meter): void {
    this.meters.delete(meter);
  }

  /** Whether one more thread that computes would find a core; asked for while there is work that waits. */
  hasRoom(): boolean {
    const elapsed = performance.now() - this.measuredAt;
    if (elapsed >= window) {
      const isLow = this.measure() < capacity;
      // After a pause the measurement is of other times.
      this.lowMeasurements = isLow && elapsed < 2 * window ? this.lowMeasurements + 1 : 0;
    }
    return this.lowMeasurements >= confirmations;
  }

  /** How many threads computed since the last measurement, on average. */
  private measure(): number {
    this.measuredAt = performance.now();
    let computing = 0;
    for (const [meter, before] of this.meters) {
      const now = meter.eventLoopUtilization();
      computing += meter.eventLoopUtilization(now, before).utilization;
      this.meters.set(meter, now);
    }
    return computing;
  }
}
