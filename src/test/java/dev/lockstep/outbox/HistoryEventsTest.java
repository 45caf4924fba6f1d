package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.journal.Entry;
import dev.lockstep.journal.HistoryEntry;
import dev.lockstep.journal.JournalSamples;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SettableClock;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a transaction, from a real journal, held against the published schema. */
class HistoryEventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Requester MES = new Requester("mes", "10.0.0.7:52144");

  @TempDir Path folder;

  private final EventSchema schema = new EventSchema();
  private SqliteJournal journal;
  private HistoryEvents events;

  @BeforeEach
  void open() throws Exception {
    journal =
        SqliteJournal.open(TunedSettings.usual(folder.resolve("journal.db")), new SettableClock());
    events = new HistoryEvents("line-a", journal);
  }

  @AfterEach
  void close() {
    events.close();
    journal.close();
  }

  private void append(State next, String event, State.Name from)
      throws JournalUnavailableException {
    Entry plain = JournalSamples.entry(next, event, JournalSamples.at(1));
    Transition line =
        new Transition(
            JournalSamples.at(1), event, from, next.name(), "COORDINATOR", MES, "as \"told\"");
    journal.append(new Entry(plain.id(), next, line));
  }

  /** All that is told, and it keeps to the schema. */
  private List<JsonNode> told() throws Exception {
    List<JsonNode> told = new ArrayList<>();
    for (EventSource.Entry each : events.behind(0, 100).entries()) {
      assertThat(schema.faults(each.event().json())).as(each.event().json()).isEmpty();
      JsonNode event = JSON.readTree(each.event().json());
      assertThat(event.path("id").asText()).isEqualTo(each.event().id());
      assertThat(event.path("data").path("entry").asLong()).isEqualTo(each.number());
      told.add(event);
    }
    return told;
  }

  private static String name(JsonNode event) {
    return event.path("type").asText().replaceAll("dev.lockstep.transaction.(.*).v1", "$1");
  }

  /** Consumers tell repeats by it: after a kill, or a lost acknowledgement. */
  @Test
  void entryThatIsReadAgainIsTheSameEventUnderTheSameId() throws Exception {
    append(JournalSamples.prepared("t-1"), "Checked", State.Name.PREPARING);
    append(JournalSamples.committing("t-1"), "CommitDecided", State.Name.PREPARED);

    List<EventSource.Entry> first = events.behind(0, 100).entries();
    assertThat(events.behind(0, 100).entries()).isEqualTo(first);
    events.close(); // as after a kill: opened again
    assertThat(events.behind(0, 100).entries()).isEqualTo(first);
  }

  @Test
  void eachTransitionIsAnEventWithVoteAndOutcomeWhoAndWhen() throws Exception {
    append(JournalSamples.prepared("t-1"), "Checked", State.Name.PREPARING);
    append(JournalSamples.committing("t-1"), "CommitDecided", State.Name.PREPARED);
    append(JournalSamples.ended("t-1", Outcome.COMMITTED, false), "Moved", State.Name.COMMITTING);
    append(JournalSamples.ended("t-1", Outcome.COMMITTED, true), "Forgotten", State.Name.ENDED);

    List<JsonNode> told = told();

    assertThat(told.stream().map(HistoryEventsTest::name))
        .containsExactly("prepared", "committing", "ended", "forgotten");
    JsonNode vote = told.getFirst();
    assertThat(vote.path("specversion").asText()).isEqualTo("1.0");
    assertThat(vote.path("source").asText()).isEqualTo("urn:lockstep:gateway:line-a");
    assertThat(vote.path("subject").asText()).isEqualTo("t-1");
    assertThat(vote.path("time").asText()).isEqualTo(JournalSamples.at(1).wall().toString());
    assertThat(vote.path("id").asText()).matches("line-a/history/1/[0-9a-f]{8}");
    assertThat(vote.path("data").path("vote").asText()).isEqualTo("COMMIT");
    assertThat(vote.path("data").path("principal").asText()).isEqualTo("mes");
    assertThat(vote.path("data").path("detail").asText()).isEqualTo("as \"told\"");
    assertThat(told.get(2).path("data").path("outcome").asText()).isEqualTo("COMMITTED");
  }

  @Test
  void refusalIsAVoteAndAnOutcomeAtOnce() throws Exception {
    append(
        new State.Ended(
            new TransactionId("t-2"),
            Optional.of(JournalSamples.prepared("t-2").branch()),
            Optional.of(new Ballot.No(List.of(), JournalSamples.at(0))),
            Optional.of(Outcome.ROLLED_BACK),
            List.of(),
            Decided.byCoordinator(JournalSamples.at(0)),
            false),
        "Checked",
        State.Name.PREPARING);

    JsonNode data = told().getFirst().path("data");

    assertThat(data.path("vote").asText()).isEqualTo("ROLLBACK");
    assertThat(data.path("outcome").asText()).isEqualTo("ROLLED_BACK");
  }

  /** Told late, the earlier line must not say what became true after it. */
  @Test
  void personWhoIsContradictedAfterTheEndIsToldInTwoEvents() throws Exception {
    append(
        JournalSamples.ended("t-3", Outcome.HEURISTIC_ROLLBACK, false),
        "Resolved",
        State.Name.PREPARED);
    State.Ended before = JournalSamples.ended("t-3", Outcome.HEURISTIC_MIXED, false);
    Decided ended = before.decided();
    Decided against =
        new Decided(
            ended.by(),
            ended.who(),
            ended.why(),
            ended.at(),
            Optional.of(
                new Decided.Contradiction(
                    Outcome.COMMITTED, ended.by(), ended.who(), JournalSamples.at(5))),
            Optional.empty());
    append(
        new State.Ended(
            before.id(),
            before.branch(),
            before.ballot(),
            before.outcome(),
            before.progress(),
            against,
            false),
        "CommitDecided",
        State.Name.ENDED);

    List<JsonNode> told = told();

    assertThat(told.getFirst().path("data").path("outcome").asText())
        .isEqualTo("HEURISTIC_ROLLBACK");
    assertThat(name(told.getLast())).isEqualTo("outcome");
    assertThat(told.getLast().path("data").path("outcome").asText()).isEqualTo("HEURISTIC_MIXED");
  }

  @Test
  void lineThatFailsItsChecksumIsToldAsSuchAndNotBelieved() {
    CloudEvent event =
        HistoryEvents.event(
            "line-a", new HistoryEntry(7, "t-4", 0xabc, Optional.empty(), Optional.empty()));

    assertThat(schema.faults(event.json())).isEmpty();
    assertThat(event.type()).isEqualTo("dev.lockstep.transaction.unreadable.v1");
    assertThat(event.subject()).isEqualTo("t-4");
  }

  @Test
  void channelThatIsSwitchedOnLaterBeginsWhereTheJournalWasWhenItWasOpened() throws Exception {
    append(JournalSamples.prepared("t-1"), "Checked", State.Name.PREPARING);
    assertThat(events.begin()).isZero();
    close();
    open();
    append(JournalSamples.committing("t-1"), "CommitDecided", State.Name.PREPARED);

    assertThat(events.begin()).isEqualTo(1);
    assertThat(events.last()).isEqualTo(2);
  }

  @Test
  void schemaRefusesWhatIsNoneOfItsEvents() throws Exception {
    append(JournalSamples.prepared("t-1"), "Checked", State.Name.PREPARING);
    String good = events.behind(0, 1).entries().getFirst().event().json();

    assertThat(schema.faults(good.replace("\"1.0\"", "\"0.3\""))).isNotEmpty();
    assertThat(schema.faults(good.replace("\"to\":\"PREPARED\"", "\"to\":\"DONE\""))).isNotEmpty();
    assertThat(schema.faults(good.replace("\"subject\":\"t-1\",", ""))).isNotEmpty();
    assertThat(schema.faults(good.replaceAll("\"time\":\"[^\"]*\"", "\"time\":\"noon\"")))
        .isNotEmpty();
  }
}
