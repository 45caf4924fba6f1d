package dev.lockstep.bench;

import java.io.IOException;

/** A thing that is measured on its own. */
interface BenchmarkPart {

  /** Measures it, and prints its table; without effect on the parts after it. */
  BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException;
}
