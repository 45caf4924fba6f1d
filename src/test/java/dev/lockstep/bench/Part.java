package dev.lockstep.bench;

import java.io.IOException;

/** A thing that is measured on its own. */
interface Part {

  /** Measures it, and prints its table; without effect on the parts after it. */
  Findings measure(Bed bed) throws IOException, InterruptedException;
}
