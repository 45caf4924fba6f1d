package dev.lockstep.driver.opcua;

import dev.lockstep.device.CompanionModel;
import dev.lockstep.driver.opcua.TypeLineage.TypeName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * State machines of companion models, by their types: the numbers of their states ({@code
 * CurrentState.Number}, OPC 10000-16, 4.4) and where their methods lead.
 */
enum StateModel {
  /** OPC 30050, 6.5; the numbers of ANSI/ISA TR88.00.02 and, above them, of the base states. */
  PACKML_EXECUTE(
      Model.PACKML,
      "PackMLExecuteStateMachineType",
      "Idle=4 Execute=6 Held=11 Suspended=5 Complete=17",
      "Execute",
      "Reset=Idle Start=Execute Hold=Held Unhold=Execute Suspend=Suspended Unsuspend=Execute"
          + " ToComplete=Complete"),
  PACKML_MACHINE(
      Model.PACKML,
      "PackMLMachineStateMachineType",
      "Stopped=2 Running=18 Aborted=9",
      "",
      "Stop=Stopped"),
  PACKML_BASE(
      Model.PACKML,
      "PackMLBaseStateMachineType",
      "Aborted=9 Cleared=19",
      "",
      "Abort=Aborted Clear=Cleared"),
  /** OPC 40001-1, 12. */
  MACHINERY_ITEM(
      Model.MACHINERY,
      "MachineryItemState_StateMachineType",
      "NotAvailable=0 OutOfService=1 NotExecuting=2 Executing=3",
      "NotExecuting",
      ""),
  /** OPC 40001-1, 13. */
  MACHINERY_MODE(
      Model.MACHINERY,
      "MachineryOperationModeStateMachineType",
      "None=0 Maintenance=1 Setup=2 Processing=3",
      "Processing",
      "");

  private enum Model {
    PACKML("PackML", "http://opcfoundation.org/UA/PackML/"),
    MACHINERY("OPC UA for Machinery", "http://opcfoundation.org/UA/Machinery/");

    private final String title;
    private final String namespace;

    Model(String title, String namespace) {
      this.title = title;
      this.namespace = namespace;
    }
  }

  /** The states that a condition may name, where the resource says that it shows PackML's. */
  private static final int LAST_OF_PACKML = 17;

  private final Model model;
  private final String type;
  private final String numbers;
  private final String ready;
  private final String ends;

  StateModel(Model model, String type, String numbers, String ready, String ends) {
    this.model = model;
    this.type = type;
    this.numbers = numbers;
    this.ready = ready;
    this.ends = ends;
  }

  private static Map<String, String> words(String text) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String each : text.isEmpty() ? new String[0] : text.split(" ")) {
      words.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    return words;
  }

  /** The one that an object of these types is; empty where it is none. */
  static Optional<StateModel> of(Set<TypeName> types) {
    return Arrays.stream(values())
        .filter(each -> types.contains(new TypeName(each.model.namespace, each.type)))
        .findFirst();
  }

  /** The attributes of the resource that shows the number of its state. */
  Map<String, Object> attributes() {
    return model == Model.PACKML ? Map.of("states", "PackML") : Map.of();
  }

  /** For the person who reads the profile, of the resource that shows the number of its state. */
  String remark() {
    String listed =
        String.join(
            ", ",
            words(numbers).entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .toList());
    return model == Model.PACKML
        ? "A state of PackML: conditions may name it, as Execute, Held, Aborted; not by name: 18"
            + " Running, 19 Cleared."
        : "A state of %s: %s.".formatted(model.title, listed);
  }

  /**
   * The state machine at a place.
   *
   * @param state the resource that shows its state
   * @param numbered whether it shows the number, and not a word
   */
  CompanionModel.StateMachine at(List<String> path, List<String> state, boolean numbered) {
    SequencedMap<String, Object> shown = new LinkedHashMap<>();
    words(numbers)
        .forEach(
            (name, text) -> {
              Long number = Long.valueOf(text);
              boolean named = !numbered || (model == Model.PACKML && number <= LAST_OF_PACKML);
              shown.put(name, named ? name : number);
            });
    return new CompanionModel.StateMachine(
        model.title, path, state, shown, ready, words(ends), numbered);
  }
}
