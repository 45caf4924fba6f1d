package dev.lockstep.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The process: starts the gateway and runs until it is told to stop. */
@QuarkusMain
public final class Lockstep {
  /** Starts the gateway; returns when the process is stopped by a signal. */
  public static void main(String[] args) {
    Quarkus.run(args);
  }
}
