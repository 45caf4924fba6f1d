package dev.lockstep.driver.opcua;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;

import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork.Direction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that does its work late, by halves, twice, or otherwise than it was told, and a
 * connection that breaks around it; against every way to verify and to repeat. As in {@link
 * AdversarialMachineTest}, what the gateway says must be true when it is said. With the property
 * {@code lockstep.adversary.wide} more of each is tried.
 */
@Tag("fault")
class AdversarialWorkTest {
  private static final boolean WIDE = Boolean.getBoolean("lockstep.adversary.wide");
  private static final List<String> WAYS =
      List.of("FireAck", "FireOut", "FireNot", "FireSeen", "FireBoth");
  private static final long BAD = StatusCodes.Bad_DeviceFailure;
  private static final Duration SOON = Duration.ofMillis(120);

  /** Longer than the gateway waits for an answer. */
  private static final Duration LONG = Duration.ofMillis(2_500);

  private static final List<Long> NEAR =
      WIDE
          ? List.of(
              StatusCodes.Good,
              StatusCodes.Bad_DeviceFailure,
              StatusCodes.Bad_Timeout,
              StatusCodes.Uncertain,
              StatusCodes.Good_CompletesAsynchronously,
              StatusCodes.Good_Clamped)
          : List.of(StatusCodes.Good, StatusCodes.Bad_DeviceFailure);

  @TempDir private Path pki;
  @TempDir private Path home;
  private AdversarialLine adversary;
  private Deed work;
  private PressNodes nodes;

  @BeforeEach
  void start() throws Exception {
    adversary = new AdversarialLine(pki, home);
    nodes = adversary.server.nodes();
    work = nodes.work();
  }

  @AfterEach
  void stop() throws Exception {
    adversary.close();
  }

  @Test
  void methodThatWorksAfterItsAnswerIsNotTakenForDoneNorForRefused() throws Exception {
    for (String repeat : AdversarialLine.REPEATS) {
      for (String way : WAYS) {
        String command = way + "-" + repeat;
        adversary.call(command, work.late(SOON, Deed.before(BAD)), "Bad, then works");
        // What follows would belie what the profile says of Good, or of its outputs.
        if (way.equals("FireSeen") || way.equals("FireBoth")) {
          adversary.call(command, work.late(SOON, Deed.idling(true)), "done, then works");
        }
      }
    }
    adversary.verify();
  }

  @Test
  void methodThatWorksAfterItsCallerGaveUpIsCalledOnceWhereItMayBe() throws Exception {
    for (String command : WIDE ? every() : List.of("FireAck-once", "FireSeen-testable")) {
      adversary.call(command, Deed.slowly(LONG, Deed.doing(true)), "works when given up");
      adversary.call(command, Deed.slowly(LONG, Deed.after(BAD)), "works when given up, says Bad");
    }
    adversary.verify();
  }

  private static List<String> every() {
    return AdversarialLine.REPEATS.stream()
        .flatMap(repeat -> WAYS.stream().map(way -> way + "-" + repeat))
        .toList();
  }

  @Test
  void methodThatWorksTwiceForOneCallWasCalledOnce() throws Exception {
    for (String command : every()) {
      adversary.call(command, Deed.twice(), "works twice");
    }
    adversary.verify();
  }

  @Test
  void lostCallsAndLostAnswersAreNeitherDoneNorRefused() throws Exception {
    for (String command : every()) {
      once(TO_CLIENT, Packet.CALL_RESPONSE, Fate.RESET_BEFORE);
      adversary.call(command, Deed.doing(true), "answer lost");
      if (WIDE) {
        once(TO_SERVER, Packet.CALL_REQUEST, Fate.RESET_BEFORE);
        adversary.call(command, Deed.doing(true), "call lost");
      }
    }
    adversary.verify();
  }

  @Test
  void lostWritesAndLostAnswersAreNeitherDoneNorRefused() throws Exception {
    for (String repeat : AdversarialLine.REPEATS) {
      for (String way : List.of("Set-", "SetSeen-")) {
        once(TO_CLIENT, Packet.WRITE_RESPONSE, Fate.RESET_BEFORE);
        adversary.writeOnce(way + repeat, PressNodes.taking(StatusCodes.Good), "answer lost");
        once(TO_SERVER, Packet.WRITE_REQUEST, Fate.RESET_BEFORE);
        adversary.writeOnce(way + repeat, PressNodes.taking(StatusCodes.Good), "write lost");
      }
    }
    adversary.network.mend();
    adversary.verify();
  }

  @Test
  void anotherValueThanWasAskedForIsNotDone() throws Exception {
    for (String repeat : AdversarialLine.REPEATS) {
      for (long status : NEAR) {
        adversary.writeOnce("Set-" + repeat, other(status), "other value, " + name(status));
        adversary.writeOnce("SetSeen-" + repeat, other(status), "other value, " + name(status));
      }
    }
    adversary.verify();
  }

  @Test
  void halfOfAWriteIsNeitherDoneNorRefused() throws Exception {
    for (String repeat : AdversarialLine.REPEATS) {
      for (String way : List.of("SetBoth-", "SetSteps-")) {
        both(way + repeat, taking(), PressNodes.taking(StatusCodes.Good), "both");
        for (long status : NEAR) {
          both(way + repeat, taking(), leaving(status), "the first, the other " + name(status));
          both(way + repeat, leaving(status), taking(), "the second, the other " + name(status));
        }
        both(way + repeat, taking(), leaving(StatusCodes.Bad_Locked), "the first, one refused");
        both(way + repeat, leaving(StatusCodes.Bad_Locked), taking(), "the second, one refused");
      }
    }
    adversary.verify();
  }

  private void both(
      String command, PressNodes.Behaviour first, PressNodes.Behaviour second, String what)
      throws Exception {
    nodes.behave("Recipe", first);
    nodes.behave("Odd", second);
    int asked = adversary.fresh();
    int before = nodes.writes("Recipe");
    IntSupplier done = () -> (shows("Recipe", asked) && shows("Odd", asked)) ? 1 : 0;
    IntSupplier begun = () -> (shows("Recipe", asked) || shows("Odd", asked)) ? 1 : 0;
    IntSupplier calls = () -> nodes.writes("Recipe") - before;
    Map<String, Long> values = Map.of("Recipe", (long) asked, "Odd", (long) asked);
    AdversarialLine.Truth truth = new AdversarialLine.Truth(done, begun, calls);
    // A refusal of all is no send; what was refused in part is not sent again.
    boolean once = command.endsWith("once") && !(command.startsWith("SetSteps") && refused(what));
    adversary.run(command, values, truth, once, "half: " + what);
  }

  /** The first step was refused, and nothing was done: it may be tried again. */
  private static boolean refused(String what) {
    return what.equals("the second, one refused");
  }

  private boolean shows(String node, int asked) {
    return nodes.value(node).equals(asked);
  }

  private static PressNodes.Behaviour taking() {
    return PressNodes.taking(StatusCodes.Good);
  }

  private static PressNodes.Behaviour leaving(long status) {
    return status == StatusCodes.Good ? (context, value) -> {} : PressNodes.refusing(status);
  }

  private static PressNodes.Behaviour other(long status) {
    return (context, value) -> {
      int another = (Integer) value.getValue().value() / 2 + 10_000;
      context.writeAttribute(AttributeId.Value, new DataValue(Variant.ofInt32(another)));
      leaving(status).write(context, value);
    };
  }

  private static String name(long status) {
    return StatusName.of(new StatusCode(status));
  }

  /** The first message of this type meets this fate, and none after it. */
  private void once(Direction direction, int type, Fate fate) {
    adversary.network.rule(
        direction,
        message -> {
          if (!new Packet(message).is(type)) {
            return Fate.PASSED;
          }
          adversary.network.rule(direction, any -> Fate.PASSED);
          return fate;
        });
  }
}
