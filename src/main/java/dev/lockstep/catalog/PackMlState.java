package dev.lockstep.catalog;

import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.ValueType.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The states of a machine by PackML with the numbers of {@code Status.StateCurrent} (ANSI/ISA
 * TR88.00.02), as conditions may name them.
 */
public enum PackMlState {
  UNDEFINED(0, "Undefined"),
  CLEARING(1, "Clearing"),
  STOPPED(2, "Stopped"),
  STARTING(3, "Starting"),
  IDLE(4, "Idle"),
  SUSPENDED(5, "Suspended"),
  EXECUTE(6, "Execute"),
  STOPPING(7, "Stopping"),
  ABORTING(8, "Aborting"),
  ABORTED(9, "Aborted"),
  HOLDING(10, "Holding"),
  HELD(11, "Held"),
  UNHOLDING(12, "Unholding"),
  SUSPENDING(13, "Suspending"),
  UNSUSPENDING(14, "Unsuspending"),
  RESETTING(15, "Resetting"),
  COMPLETING(16, "Completing"),
  COMPLETE(17, "Complete");

  /** The attribute of a resource that says by which model its states are numbered. */
  static final String ATTRIBUTE = "states";

  static final String MODEL = "PackML";

  /** What stands between the parts of a tag's name, such as {@code Status.StateCurrent}. */
  private static final Pattern BETWEEN = Pattern.compile("[./_: ]");

  /** The PackTags that show a state, as numbers. */
  private static final Set<String> TAGS = Set.of("statecurrent", "staterequested");

  /** A spelling of the edition of 2022. */
  private static final Map<String, PackMlState> OTHER_WORDS = Map.of("completed", COMPLETE);

  private final int number;
  private final String word;

  PackMlState(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** The number on the machine. */
  int number() {
    return number;
  }

  /** The state with this name, in any letter case. */
  static Optional<PackMlState> named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.word.equalsIgnoreCase(name))
        .findFirst()
        .or(() -> Optional.ofNullable(OTHER_WORDS.get(name.toLowerCase(Locale.ROOT))));
  }

  /** Whether a value of this name and type is by its name a PackTag that shows a state. */
  static boolean isTag(String name, ValueType type) {
    List<String> parts = List.of(BETWEEN.split(name, -1));
    return type.kind() == Kind.WHOLE && TAGS.contains(parts.getLast().toLowerCase(Locale.ROOT));
  }

  static List<String> words() {
    return Arrays.stream(values()).map(each -> each.word).toList();
  }

  /** The name of the state that a resource shows by its number; empty where it shows none. */
  public static Optional<String> name(Resource resource, Value shown) {
    return numbers(resource)
        ? Arrays.stream(values())
            .filter(each -> Value.Numeric.of(each.number).equals(shown))
            .map(each -> each.word)
            .findFirst()
        : Optional.empty();
  }

  /** Whether a resource shows the number of a state of this model. */
  static boolean numbers(Resource resource) {
    Map<String, Object> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    attributes.putAll(resource.attributes());
    return resource.type().kind() == Kind.WHOLE
        && attributes.get(ATTRIBUTE) instanceof String model
        && model.equalsIgnoreCase(MODEL);
  }
}
