package dev.lockstep.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A published model that a part of a machine follows, as its types say: what a draft may take over
 * without asking a person. Paths are as of {@link SelfDescription.Found}.
 */
public sealed interface CompanionModel {
  /**
   * Who made the machine and which one it is (OPC 10000-100, 4.5.2). Each may be empty, not all.
   *
   * @param path of the part that says so; empty for the node that was browsed
   */
  record Nameplate(List<String> path, String manufacturer, String model, String serialNumber)
      implements CompanionModel {
    public Nameplate {
      path = List.copyOf(path);
    }
  }

  /**
   * A lock of a part of the machine, and of all that stands below it (OPC 10000-100, 7).
   *
   * @param element the part; empty for the node that was browsed
   * @param address of the lock, as the pattern's key {@code lock} takes it
   */
  record Lock(List<String> element, String address) implements CompanionModel {
    public Lock {
      element = List.copyOf(element);
    }
  }

  /**
   * A receiver of job orders (OPC 10031-4).
   *
   * @param path of the receiver
   * @param receiver its address, as the pattern's key takes it
   * @param responses the addresses of the providers of its responses; the likeliest first
   * @param workMasters what may be ordered; empty where the machine does not say
   */
  record JobOrders(
      List<String> path, String receiver, List<String> responses, List<WorkMaster> workMasters)
      implements CompanionModel {
    public JobOrders {
      path = List.copyOf(path);
      responses = List.copyOf(responses);
      workMasters = List.copyOf(workMasters);
    }
  }

  /** What may be ordered, and the parameters of such an order; a parameter's name is its ID. */
  record WorkMaster(String id, String description, List<SelfDescription.Argument> parameters) {
    public WorkMaster {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * A state machine.
   *
   * @param model that names its states, for a sentence
   * @param path of the state machine
   * @param state the resource that shows in which state it is
   * @param states what that resource shows in each state, by the state's name
   * @param ready the state in which it takes commands most likely; empty where the model names none
   * @param ends the state that each of its methods leads to
   * @param sure whether the resource shows numbers, and not words in one of many languages
   */
  record StateMachine(
      String model,
      List<String> path,
      List<String> state,
      SequencedMap<String, Object> states,
      String ready,
      Map<String, String> ends,
      boolean sure)
      implements CompanionModel {
    public StateMachine {
      path = List.copyOf(path);
      state = List.copyOf(state);
      states = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(states));
      ends = Map.copyOf(ends);
    }
  }
}
