package dev.lockstep.dashboard;

import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an operator may do about a transaction. */
enum Act {
  RELEASE("Release", Optional.empty()),
  COMMITTED("Resolve: committed", Optional.of(Outcome.COMMITTED)),
  ROLLED_BACK("Resolve: rolled back", Optional.of(Outcome.ROLLED_BACK)),
  MIXED("Resolve: mixed", Optional.of(Outcome.HEURISTIC_MIXED)),
  HAZARD("Resolve: not known", Optional.of(Outcome.HEURISTIC_HAZARD)),
  FORGET("Forget", Optional.empty());

  private static final List<Act> BEFORE_ANYTHING_MOVED = List.of(COMMITTED, ROLLED_BACK);
  private static final List<Act> AS_SEEN = List.of(COMMITTED, ROLLED_BACK, MIXED, HAZARD);
  private static final List<Act> WITH_RELEASE =
      List.of(RELEASE, COMMITTED, ROLLED_BACK, MIXED, HAZARD);

  private final String label;
  private final Optional<Outcome> outcome;

  Act(String label, Optional<Outcome> outcome) {
    this.label = label;
    this.outcome = outcome;
  }

  /** On a button. */
  public String label() {
    return label;
  }

  /** In an address. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it resolves to; empty where it resolves nothing. */
  Optional<Outcome> outcome() {
    return outcome;
  }

  /** The act of this word. */
  static Optional<Act> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** What may be done, by what a person is waited for. */
  static List<Act> offered(Intervention.Kind kind) {
    return switch (kind) {
      case IN_DOUBT, PROMISE_LAPSED -> BEFORE_ANYTHING_MOVED;
      case WITHHELD, NOT_VERIFIED -> WITH_RELEASE;
      case HELD_BACK, SENT_ONCE, REFUSED, UNREACHABLE, DEVICE_GONE, NOT_DISARMED -> AS_SEEN;
      case HEURISTIC -> List.of(FORGET);
    };
  }

  /** What may be done; also where no person is waited for yet, but one may decide all the same. */
  static List<Act> offered(State.Name state, Optional<Intervention.Kind> kind) {
    return kind.map(Act::offered)
        .orElse(state == State.Name.PREPARED ? BEFORE_ANYTHING_MOVED : List.of());
  }

  /** What follows from it, in one sentence, before it is done. */
  String consequence(State.Name state, Optional<Intervention.Kind> kind) {
    boolean prepared = state == State.Name.PREPARED;
    return switch (this) {
      case RELEASE ->
          kind.equals(Optional.of(Intervention.Kind.NOT_VERIFIED))
              ? "The command is sent to the machine once more, now."
              : "The machines move now, as soon as what the commands require holds.";
      case COMMITTED ->
          prepared
              ? "The commands are sent to the machines now, without the coordinator's word."
              : "You saw that every machine did it. Nothing more is sent.";
      case ROLLED_BACK ->
          prepared
              ? "Nothing is sent; what was armed is disarmed, without the coordinator's word."
              : "You saw that no machine did it, or brought them back. Nothing more is sent.";
      case MIXED -> "You saw that some machines did it and some did not. Nothing more is sent.";
      case HAZARD -> "It cannot be known which machines did it. Nothing more is sent.";
      case FORGET -> "The machines of all gateways were looked at; it does not wait any more.";
    };
  }
}
