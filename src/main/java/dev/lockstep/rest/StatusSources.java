package dev.lockstep.rest;

import java.util.List;
import java.util.SequencedMap;

/**
 * Port to what the status tells and this package does not see: name, version, troubles of all
 * parts.
 */
public interface StatusSources {
  /** The gateway's name. */
  String gateway();

  /** The version of the program. */
  String version();

  /** What stands in the way now, by the name of each part that is on; none where it is well. */
  SequencedMap<String, List<String>> troubles();

  /** What does no harm yet and will, one sentence each. */
  List<String> warnings();
}
