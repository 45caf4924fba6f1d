package dev.lockstep.rest;

import java.util.List;

/** Port to what the status tells and this package does not see: name, version, other parts. */
public interface StatusSources {
  /** The gateway's name. */
  String gateway();

  /** The version of the program. */
  String version();

  /** The parts beside the journal and the gateway itself, those alone that are on. */
  List<StatusViews.Part> parts();

  /** What does no harm yet and will, one sentence each. */
  List<String> warnings();
}
