package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that answers every status before and after its work, and every output, against every
 * way to verify and to repeat. What the gateway says of each must be true at that moment: nothing
 * is applied that was not done, nothing is not applied that was, and nothing that may be sent once
 * is done twice.
 *
 * <p>Left out is only what contradicts a promise that the machine itself makes: a code that
 * precedes the execution (OPC 10000-4, 5.12.2) after the work, Good without the work where the
 * profile takes the machine at its word, and outputs that lie where the profile says how to read
 * them.
 */
@Tag("fault")
class AdversarialMachineTest {
  private static final List<Long> TELLING =
      List.of(
          StatusCodes.Bad_InvalidState,
          StatusCodes.Bad_DeviceFailure,
          StatusCodes.Bad_InvalidArgument,
          StatusCodes.Bad_OutOfRange,
          StatusCodes.Bad_ServerTooBusy,
          StatusCodes.Bad_Timeout,
          StatusCodes.Bad_UserAccessDenied,
          StatusCodes.Uncertain,
          StatusCodes.Good_CompletesAsynchronously,
          StatusCodes.Good_Clamped);

  @TempDir private Path pki;
  @TempDir private Path home;
  private AdversarialLine adversary;
  private TestServer server;
  private PressLine line;

  @BeforeEach
  void start() throws Exception {
    adversary = new AdversarialLine(pki, home);
    server = adversary.server;
    line = adversary.line;
  }

  @AfterEach
  void stop() throws Exception {
    adversary.close();
  }

  @Test
  void everyStatusAfterTheWorkOfWhatMayBeCalledOnceIsUnknownAndNeverCalledAgain() throws Exception {
    for (StatusCode status : statuses()) {
      if (StatusTable.ofMethod(status, false) != StatusTable.Meaning.REJECTED) {
        adversary.call(
            "FireAck-once", Deed.after(status.value()), StatusName.of(status) + " after");
      }
    }
    adversary.verify();
  }

  @Test
  void everyStatusBeforeTheWorkIsNeverTakenForDone() throws Exception {
    for (StatusCode status : statuses()) {
      adversary.call(
          "FireOut-once", Deed.before(status.value()), StatusName.of(status) + " before");
    }
    adversary.verify();
  }

  @Test
  void tellingStatusesAndOutputsMeetEveryWayToVerifyAndToRepeat() throws Exception {
    for (String repeat : AdversarialLine.REPEATS) {
      for (String way : List.of("FireAck", "FireOut", "FireNot", "FireSeen", "FireBoth")) {
        String command = way + "-" + repeat;
        for (long status : TELLING) {
          String name = StatusName.of(new StatusCode(status));
          if (status != StatusCodes.Bad_UserAccessDenied) {
            adversary.call(command, Deed.after(status), name + " after");
          }
          adversary.call(command, Deed.before(status), name + " before");
        }
        adversary.call(command, Deed.doing(true), "done");
        if (!way.equals("FireNot")) {
          adversary.call(command, Deed.doing(false), "done, and says failed");
        }
        if (!way.equals("FireAck")) {
          adversary.call(command, Deed.idling(false), "nothing, and says so");
        }
        if (way.equals("FireSeen") || way.equals("FireBoth")) {
          adversary.call(command, Deed.idling(true), "nothing, and says done");
        }
      }
    }
    adversary.verify();
  }

  @Test
  void writesMeetTellingStatusesToo() throws Exception {
    for (String repeat : AdversarialLine.REPEATS) {
      for (String way : List.of("Set", "SetSeen")) {
        for (long status : TELLING) {
          String name = StatusName.of(new StatusCode(status));
          boolean refusal =
              StatusTable.ofWrite(new StatusCode(status)) == StatusTable.Meaning.REJECTED;
          if (!refusal) {
            adversary.write(way + "-" + repeat, PressNodes.taking(status), name + " after");
          }
          adversary.write(way + "-" + repeat, PressNodes.refusing(status), name + " before");
        }
        adversary.write(way + "-" + repeat, (context, value) -> {}, "nothing, and says Good");
        adversary.write(way + "-" + repeat, PressNodes.taking(StatusCodes.Good), "done");
      }
    }
    adversary.verify();
  }

  @Test
  void aHandshakeIsAppliedOnceWhateverItsCommitIsAnsweredWith() throws Exception {
    for (long status : TELLING) {
      if (StatusTable.ofWrite(new StatusCode(status)) == StatusTable.Meaning.REJECTED) {
        continue;
      }
      server.nodes().behave("CommitId", server.nodes().committing(status));
      int before = server.nodes().applications();
      IntSupplier done = () -> server.nodes().applications() - before;
      String name = StatusName.of(new StatusCode(status));
      Map<String, Long> staged = Map.of("Staged", (long) adversary.fresh());
      adversary.run("Load", staged, new AdversarialLine.Truth(done), true, name + " after");
    }
    adversary.verify();
  }

  @Test
  void whatIsTrueBeforeGetsNoVoteAndNothingIsSent() throws Exception {
    server.nodes().work().begin(Deed.idling(true));
    server.nodes().set("Busy", true);
    for (String repeat : AdversarialLine.REPEATS) {
      String command = "FireSeen-" + repeat;
      Ballot ballot = line.prepare("before-" + repeat, command, Map.of("Ticket", 1L));
      assertThat(((Ballot.No) ballot).reasons())
          .extracting(Reason::code)
          .containsExactly(Reason.Code.ALREADY_TRUE);
    }
    assertThat(server.nodes().work().done()).isZero();
  }

  @Test
  void whatComesTrueBetweenVoteAndCommitIsHeldBackUntilItIsFalseAgain() throws Exception {
    server.nodes().work().begin(Deed.doing(true));
    line.promise("t", "FireSeen-once", Map.of("Ticket", 1L));
    server.nodes().set("Busy", true);
    line.commit("t");
    State.Committing held =
        line.awaitCommitting("t", state -> state.progress().getFirst() instanceof Progress.Waiting);
    assertThat(held.progress().getFirst().reasons())
        .extracting(Reason::code)
        .contains(Reason.Code.ALREADY_TRUE);
    assertThat(server.nodes().work().done()).isZero();
    server.nodes().set("Busy", false);
    line.awaitCommitted("t");
    assertThat(server.nodes().work().done()).isEqualTo(1);
  }

  @Test
  void anOutputThatTheMethodDoesNotHaveOrThatIsOfAnotherTypeGetsNoVote() throws Exception {
    for (String command : List.of("FireThird", "FireUnnamed", "FireMistyped")) {
      Ballot ballot = line.prepare(command, command, Map.of("Ticket", 1L));
      assertThat(((Ballot.No) ballot).reasons())
          .extracting(Reason::code)
          .containsExactly(Reason.Code.OUTPUTS_DIFFER);
    }
  }

  private static List<StatusCode> statuses() throws IllegalAccessException {
    List<StatusCode> all = new ArrayList<>();
    for (Field field : StatusCodes.class.getFields()) {
      if (field.getType() == long.class) {
        all.add(new StatusCode(field.getLong(null)));
      }
    }
    assertThat(all).hasSizeGreaterThanOrEqualTo(270);
    return all;
  }
}
