package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.device.Condition;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.IndexRange;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Preparation.JobOrder;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Value;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Verification.Conditions;
import dev.lockstep.device.Verification.Outputs.Otherwise;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateFormatTest {
  private static final Path GOLDEN = Path.of("src/test/resources/journal-format-1.txt");
  private static final int SEEDS = 2_000;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ABSENT")
  void whateverIsWrittenIsReadBackEqual(State.Name name) {
    for (long seed = 0; seed < SEEDS; seed++) {
      State state = new AnyState(seed).state(name);
      assertThat(throughTheCodec(state)).as("seed %d", seed).isEqualTo(state);
    }
  }

  @Test
  void anInstantIsReadBackWithItsDecision() {
    Instant instant = Instant.parse("2026-11-30T06:00:00.123456789Z");
    for (long seed = 0; seed < SEEDS; seed++) {
      State.Committing any = (State.Committing) new AnyState(seed).state(State.Name.COMMITTING);
      Decided decided = any.decided().moving(Optional.of(instant));
      State.Committing awaiting =
          new State.Committing(
              any.branch(),
              any.vote(),
              decided,
              any.progress(),
              State.Committing.Standing.AWAITING,
              any.lastStep(),
              Optional.of(instant));
      assertThat(throughTheCodec(awaiting)).isEqualTo(awaiting);
      State.Committing released =
          new State.Committing(
              any.branch(),
              any.vote(),
              decided,
              any.progress(),
              State.Committing.Standing.MOVING,
              any.lastStep());
      assertThat(throughTheCodec(released)).isEqualTo(released);
    }
  }

  @Test
  void howAValueIsWrittenIsKeptWithItsHold() throws IOException {
    DeviceName press = new DeviceName("press");
    Hold hold =
        new Hold(
            press,
            Optional.of(new ResourceName("Force")),
            Set.of(new Target("opc.tcp://press", "nsu=urn:press;s=Force")),
            Set.of(press),
            Optional.of("Force FLOAT32, scale 0.1, offset 0"));
    ObjectMapper mapper = new ObjectMapper();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = mapper.createGenerator(text)) {
      HoldJson.write(json, hold);
    }

    assertThat(HoldJson.read(press, mapper.readTree(text.toString()))).isEqualTo(hold);
  }

  @Test
  void elementsStandBehindTheNodeThatAnEarlierVersionHoldsAsAWhole() throws IOException {
    DeviceName press = new DeviceName("press");
    Target.Part.Elements elements = new Target.Part.Elements(IndexRange.parse("2:4").orElseThrow());
    Hold hold =
        new Hold(
            press,
            Optional.of(new ResourceName("Ramp")),
            Set.of(new Target("opc.tcp://press", "s=Ramp", elements)),
            Set.of(press));
    ObjectMapper mapper = new ObjectMapper();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = mapper.createGenerator(text)) {
      HoldJson.write(json, hold);
    }

    assertThat(text.toString()).contains("[\"opc.tcp://press\",\"s=Ramp\",\"2:4\"]");
    assertThat(HoldJson.read(press, mapper.readTree(text.toString()))).isEqualTo(hold);
  }

  @Test
  void locksAndJobOrdersAreReadBackEqual() throws IOException {
    List<Preparation> all =
        List.of(
            new Preparation.Lock("nsu=urn:press;s=Press.Lock"),
            new JobOrder("r", "p", Optional.of("m"), true, JobOrder.Until.RUNNING, Duration.ZERO),
            new JobOrder("r", "p", Optional.empty(), false, JobOrder.Until.ENDED, Duration.ZERO));
    for (Preparation each : all) {
      Guarantees usual = Guarantees.OF_WRITES;
      Guarantees guarantees =
          new Guarantees(
              usual.requires(),
              each,
              usual.reserves(),
              usual.wholeDevice(),
              usual.staleAfter(),
              usual.verification(),
              usual.repeat(),
              usual.undo());
      assertThat(throughTheCodec(guarantees)).isEqualTo(guarantees);
    }
  }

  @Test
  void whatShowsAFailureIsReadBackEqual() throws IOException {
    Condition executes = condition(6);
    Conditions seen =
        new Conditions(List.of(executes), List.of(condition(8), condition(9)), Duration.ofHours(1));
    for (Verification each :
        List.of(seen, new Verification.Outputs(List.of(), Otherwise.UNKNOWN, seen))) {
      assertThat(throughTheCodec(verifiedBy(each)).verification()).isEqualTo(each);
    }
  }

  private static Condition condition(long state) {
    return new Condition(
        new ResourceName("State"),
        Condition.Relation.EQUALS,
        List.of(Value.Numeric.of(state)),
        BigDecimal.ZERO);
  }

  private static Guarantees verifiedBy(Verification verification) {
    Guarantees usual = Guarantees.OF_METHODS;
    return new Guarantees(
        usual.requires(),
        usual.preparation(),
        usual.reserves(),
        usual.wholeDevice(),
        usual.staleAfter(),
        verification,
        usual.repeat(),
        usual.undo());
  }

  private static Guarantees throughTheCodec(Guarantees guarantees) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = mapper.createGenerator(text)) {
      GuaranteesJson.write(json, guarantees);
    }
    return GuaranteesJson.read(mapper.readTree(text.toString()));
  }

  private static State throughTheCodec(State state) {
    TransactionId id = id(state);
    BranchAndVote terms = StateReader.decode(id, StateWriter.encode(BranchAndVote.of(state)));
    return StateReader.decode(id, state.name(), terms, StateWriter.encode(state));
  }

  private static TransactionId id(State state) {
    return state instanceof State.Ended ended ? ended.id() : state.work().orElseThrow().id();
  }

  /**
   * Rewritten with {@code -Dgolden.rewrite=true}; a difference means a new format number and a
   * reader for both.
   */
  @Test
  void formatIsTheOneThatIsOnDisksAlready() throws IOException {
    List<String> lines = new ArrayList<>();
    for (State.Name name : State.Name.values()) {
      for (long seed = 0; name != State.Name.ABSENT && seed < 12; seed++) {
        State state = new AnyState(seed).state(name);
        lines.add("%s %d %s".formatted(name, seed, StateWriter.encode(state)));
        lines.add("  terms " + StateWriter.encode(BranchAndVote.of(state)));
      }
    }
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.write(GOLDEN, lines);
    }
    assertThat(lines).isEqualTo(Files.readAllLines(GOLDEN));
  }
}
