package dev.lockstep.rest;

import dev.lockstep.transaction.Requester;

/** Reload of profiles and device lists from their files, as the API asks for it. */
@FunctionalInterface
public interface DefinitionReload {
  /**
   * Reads all files and puts them in force, or changes nothing. A second reload waits for the
   * first.
   *
   * @param by who asks; recorded with what came of it
   * @throws RequestRefusedException FAULTY_DEFINITIONS with {@code report}, DEVICE_IN_USE with
   *     {@code holders}, OVERLOADED where another one takes too long
   */
  ReloadViews.Result reload(Requester by);
}
