package dev.lockstep.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a plan comes to with the parameters that a person gave. */
public sealed interface PlanResolution {

  /**
   * It can be played.
   *
   * @param parameters with their values, defaults among them, as parsed JSON
   * @param participants what each gateway is to do
   */
  record Resolved(Map<String, Object> parameters, List<Participant> participants)
      implements PlanResolution {
    public Resolved {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
      participants = List.copyOf(participants);
    }
  }

  /**
   * It cannot be played.
   *
   * @param faults all of them, at least one
   */
  record Refused(List<Fault> faults) implements PlanResolution {
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  /** What one gateway is to do. */
  record Participant(PlanPlace place, String gateway, List<Command> commands) {
    public Participant {
      commands = List.copyOf(commands);
    }
  }

  /**
   * One command.
   *
   * @param arguments by the name of the resource, as parsed JSON
   * @param stage lower first
   * @param read a reading is asked for
   */
  record Command(
      PlanPlace place,
      String device,
      String command,
      Map<String, Object> arguments,
      int stage,
      boolean read) {
    public Command {
      arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }
  }
}
