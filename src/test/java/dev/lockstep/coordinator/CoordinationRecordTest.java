package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.Codec;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.journal.TunedSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log keeps of a coordination. */
class CoordinationRecordTest {
  private static final CoordinationCodec CODEC = new CoordinationCodec();
  private static final TimelineEntry LINE =
      new TimelineEntry(
          Instant.parse("2026-01-05T06:00:00.123456Z"),
          "Voted",
          Coordination.Name.PREPARING,
          Coordination.Name.DECIDED,
          "said \"yes\"\n");

  @Test
  void everyStateIsReadAsItWasWrittenExceptForVotesThatDieWithTheProcess() throws Exception {
    for (Coordination state : CoordinationTable.states().values()) {
      if (state.work().isEmpty()) {
        continue;
      }
      CoordinationRecord read = throughTheCodec(new CoordinationRecord(state, List.of(LINE)));
      assertThat(read.timeline()).containsExactly(LINE);
      if (state instanceof Coordination.Preparing preparing) {
        int count = preparing.plan().shares().size();
        assertThat(read.coordination())
            .isEqualTo(
                new Coordination.Preparing(
                    preparing.plan(), Collections.nCopies(count, new Vote.Awaited())));
      } else {
        assertThat(read.coordination()).isEqualTo(state);
      }
    }
  }

  @Test
  void argumentsOfEveryKindSurviveAndNumbersKeepTheirAmount() throws Exception {
    Map<String, Object> arguments =
        Map.of(
            "number", new BigDecimal("1E+2"),
            "small", new BigDecimal("0.1000"),
            "large", new BigDecimal("9007199254740993"),
            "tiny", new BigDecimal("1E-300"),
            "flag", true,
            "text", "ä\"\\",
            "list", List.of(new BigDecimal("1.0"), List.of(), Map.of("a", "b")));
    CoordinationPlan.Wish wish = new CoordinationPlan.Wish("press", "SetRecipe", arguments, 3);
    CoordinationPlan.Wish look = new CoordinationPlan.Wish("press", "Recipe", Map.of(), 0, true);
    CoordinationPlan plan = CoordinationTable.plan();
    CoordinationPlan with =
        new CoordinationPlan(
            plan.id(),
            List.of(
                new CoordinationPlan.Share(
                    plan.shares().getFirst().gateway(), List.of(wish, look))),
            plan.terms(),
            plan.at());
    Coordination begun = new Coordination.Preparing(with, List.of(new Vote.Awaited()));
    CoordinationRecord read = throughTheCodec(new CoordinationRecord(begun, List.of()));
    assertThat(read.coordination().work().orElseThrow().asks(with)).isTrue();
  }

  /** A log that was written before there were plan files and dry runs. */
  @Test
  void recordWithoutIntentAndPlanIsOneThatIsCarriedOutAndWasMadeOfNoFile() {
    CoordinationPlan plan = CoordinationTable.plan();
    Coordination begun =
        new Coordination.Preparing(plan, List.of(new Vote.Awaited(), new Vote.Awaited()));
    CoordinationRecord record = new CoordinationRecord(begun, List.of());
    assertThat(CODEC.terms(record).encode()).doesNotContain("intent", "\"plan\"");
    assertThat(throughTheCodec(record).coordination().work()).contains(plan);
  }

  /** What the page on operating shows, with the tool that is on every PC. */
  @Test
  void recordInTheLogIsFoundAndIsJsonThatSqliteItselfReads(@TempDir Path directory)
      throws Exception {
    Path path = directory.resolve("decisions.db");
    Coordination state = CoordinationTable.states().get("Ended, forgotten");
    CoordinationRecord record = new CoordinationRecord(state, List.of(LINE));
    TimeSource clock = () -> new Moment(Instant.EPOCH, 0, "test");
    try (SqliteDecisionLog<CoordinationRecord> log =
        SqliteDecisionLog.open(TunedSettings.usual(path), CODEC, clock)) {
      assertThat(log.decide("t1", record)).isEqualTo(record);
      assertThat(log.find("t1")).contains(record);
      assertThat(log.page("", 10).records()).containsExactly(record);
    }

    String question =
        """
        select d.code || ' ' || json_extract(d.body, '$.ruling.verdict') || ' '
          || json_extract(c.body, '$.participants[0].gateway')
        from documents d join terms c using (position)""";
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + path);
        ResultSet row = sqlite.createStatement().executeQuery(question)) {
      assertThat(row.getString(1)).isEqualTo("5 COMMIT " + CoordinatedPlant.A);
    }
  }

  private static CoordinationRecord throughTheCodec(CoordinationRecord record) {
    return CODEC.decode(
        CODEC.id(record), CODEC.code(record), CODEC.terms(record).encode(), CODEC.encode(record));
  }

  @Test
  void recordUnderAnotherIdIsRefused() {
    CoordinationRecord record =
        new CoordinationRecord(CoordinationTable.states().get("Ended, forgotten"), List.of());
    assertThatThrownBy(
            () ->
                CODEC.decode(
                    "t2", CODEC.code(record), CODEC.terms(record).encode(), CODEC.encode(record)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is about t1");
  }

  @Test
  void startFindsAllThatHaveSomethingLeftToBeDoneAndPruningNoneOfThem() {
    CoordinationTable.states()
        .forEach(
            (name, state) -> {
              CoordinationRecord record = new CoordinationRecord(state, List.of());
              if (state.work().isPresent()) {
                boolean live = CODEC.code(record) != Codec.ENDED;
                assertThat(live).as(name).isEqualTo(state.open());
                assertThat(CODEC.prunable(record) == Codec.Prunable.NEVER).as(name).isEqualTo(live);
              }
            });
  }
}
