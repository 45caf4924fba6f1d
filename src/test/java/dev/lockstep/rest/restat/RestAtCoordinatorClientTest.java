package dev.lockstep.rest.restat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.rest.client.FakePeer;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway in doubt asks a REST-AT coordinator, and believes of its answers what may be. */
class RestAtCoordinatorClientTest {
  private static final String MANAGER = "/rest-at-coordinator/tx/transaction-manager";
  private static final TransactionId ID = new TransactionId("0_1~abc");
  private static final String THEN = "2026-11-21T23:53:51.601Z";
  private static final String LATER = "2026-11-21T23:58:12.113Z";

  private final FakePeer coordinator = new FakePeer();
  private final HttpClient client = HttpClient.newHttpClient();
  private final RestAtCoordinatorClient line =
      new RestAtCoordinatorClient(
          client, settings(coordinator.address()), () -> new Moment(Instant.EPOCH, 0, "test"));
  private final String address =
      new RestAtAddress(
              coordinator.address() + MANAGER + "/0_1", THEN, "", Optional.of("http://line-a:80"))
          .toString();

  private static RestAtConfig settings(URI coordinator) {
    return UsualSettings.of(
        RestAtConfig.class,
        "coordinators=" + coordinator,
        "answer-max=5s",
        "answer-bytes-max=2000");
  }

  @AfterEach
  void close() {
    coordinator.close();
    client.close();
  }

  /** A coordinator that lives since the one, and when it is asked again since the other. */
  private void lives(String since, String again, int status, String body) {
    AtomicInteger asked = new AtomicInteger();
    coordinator.does(
        exchange -> {
          if (exchange.getRequestURI().getPath().equals(MANAGER)) {
            String created = asked.getAndIncrement() == 0 ? since : again;
            answer(exchange, 200, manager(created));
          } else {
            answer(exchange, status, body);
          }
        });
  }

  private static String manager(String created) {
    return "<?xml version=\"1.0\"?><transaction-manager><created>%s</created></transaction-manager>"
        .formatted(created);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Word asked() {
    return line.ask(address, ID);
  }

  @ParameterizedTest
  @CsvSource({
    "TransactionCommitted, Commit",
    "TransactionCommitting, Undecided",
    "TransactionActive, Undecided",
    "TransactionPreparing, Undecided",
    "TransactionPrepared, Undecided",
    "TransactionRollbackOnly, Rollback",
    "TransactionRollingBack, Rollback",
    "TransactionRolledBack, Rollback",
    "TransactionHeuristicRollback, Silence",
    "TransactionHeuristicCommit, Silence",
    "TransactionHeuristicMixed, Silence",
    "TransactionHeuristicHazard, Silence",
    "TransactionCommittedOnePhase, Silence",
    "TransactionProbably, Silence"
  })
  void statusInTheLifeOfTheEnlistmentIsBelievedWhereItIsFinal(String status, String word) {
    lives(THEN, THEN, 200, "txstatus=" + status);
    assertThat(asked().getClass().getSimpleName()).isEqualTo(word);
  }

  @Test
  @Tag("fault")
  void committingAfterARestartWasReadFromTheLogAndIsTheDecision() {
    lives(LATER, LATER, 200, "txstatus=TransactionCommitting");
    assertThat(asked()).isInstanceOf(Word.Commit.class);
  }

  @Test
  void unknownInTheLifeOfTheEnlistmentIsAbort() {
    lives(THEN, THEN, 404, "");
    assertThat(asked()).isInstanceOf(Word.Rollback.class);
    assertThat(coordinator.asked())
        .extracting(FakePeer.Asked::path)
        .containsExactly(MANAGER, MANAGER + "/0_1", MANAGER);
  }

  @Test
  @Tag("fault")
  void unknownAfterARestartIsSuspectedAndNeverTakenForAbort() {
    lives(LATER, LATER, 404, "");
    assertThat(asked())
        .isInstanceOfSatisfying(
            Word.Silence.class,
            silence -> assertThat(silence.detail()).contains("suspected of having lost"));
  }

  @ParameterizedTest
  @Tag("fault")
  @ValueSource(strings = {"TransactionCommitting", "TransactionCommitted", "TransactionRolledBack"})
  void answerOfACoordinatorThatWasRestartedMeanwhileIsNotBelieved(String status) {
    lives(THEN, LATER, 200, "txstatus=" + status);
    assertThat(asked()).isInstanceOf(Word.Silence.class);
  }

  @Test
  @Tag("fault")
  void unknownToACoordinatorThatWasRestartedMeanwhileIsNotBelieved() {
    lives(THEN, LATER, 404, "");
    assertThat(asked()).isInstanceOf(Word.Silence.class);
  }

  @Test
  @Tag("fault")
  void serverThatHasNotDeployedTheCoordinatorYetIsNotBelieved() {
    coordinator.says(404, "<html>404 - Not Found</html>");
    assertThat(asked()).isInstanceOf(Word.Silence.class);
    assertThat(coordinator.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "TransactionCommitted, Commit",
    "TransactionCommitting, Undecided",
    "TransactionPrepared, Undecided",
    "TransactionRolledBack, Rollback",
    "TransactionHeuristicMixed, Silence"
  })
  void whatACoordinatorWithoutAStartTimeSaysIsBelieved(String status, String word) {
    coordinator.says(200, "txstatus=" + status);
    assertThat(askedWithoutLife().getClass().getSimpleName()).isEqualTo(word);
    assertThat(coordinator.asked())
        .extracting(FakePeer.Asked::path)
        .containsExactly(MANAGER + "/0_1");
  }

  @Test
  @Tag("fault")
  void unknownToACoordinatorWithoutAStartTimeStaysInDoubtAndSaysWhatIsMissing() {
    coordinator.says(404, "");
    assertThat(askedWithoutLife())
        .isInstanceOfSatisfying(
            Word.Silence.class,
            silence -> assertThat(silence.detail()).contains(RestAtCalls.EXTENSION));
  }

  private Word askedWithoutLife() {
    String known =
        new RestAtAddress(coordinator.address() + MANAGER + "/0_1", "", "", Optional.empty())
            .toString();
    return line.ask(known, ID);
  }

  @ParameterizedTest
  @Tag("fault")
  @ValueSource(
      strings = {
        "<transaction-manager></transaction-manager>",
        "<transaction-manager><created></created></transaction-manager>",
        "<html><created>2026-11-21T23:53:51.601Z</created></html>",
        "{}"
      })
  void whateverStandsInTheCoordinatorsPlaceIsNotBelieved(String body) {
    coordinator.does(
        exchange ->
            answer(exchange, exchange.getRequestURI().getPath().equals(MANAGER) ? 200 : 404, body));
    assertThat(asked()).isInstanceOf(Word.Silence.class);
  }

  @ParameterizedTest
  @Tag("fault")
  @CsvSource({"500,''", "302,''", "401,''", "410,''", "200,''", "200,rubbish"})
  void everythingElseLeavesTheDoubt(int status, String body) {
    lives(THEN, THEN, status, body);
    assertThat(asked()).isInstanceOf(Word.Silence.class);
  }

  @Test
  @Tag("fault")
  void whatIsNoHttpIsToldAsItCame() throws Exception {
    try (ServerSocket noServer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> babble(noServer));
      String there = "http://127.0.0.1:" + noServer.getLocalPort();
      RestAtCoordinatorClient toIt =
          new RestAtCoordinatorClient(
              client, settings(URI.create(there)), () -> new Moment(Instant.EPOCH, 0, "test"));
      String transaction =
          new RestAtAddress(there + MANAGER + "/0_1", THEN, "", Optional.empty()).toString();

      assertThat(toIt.ask(transaction, ID))
          .isInstanceOfSatisfying(
              Word.Silence.class, silence -> assertThat(silence.detail()).contains("100% wrong"));
    }
  }

  private static void babble(ServerSocket server) {
    try (Socket asker = server.accept()) {
      asker.getOutputStream().write("100% wrong\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      asker.getInputStream().readAllBytes();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Test
  void strangersAreNotCalled() {
    lives(THEN, THEN, 404, "");
    String stranger = "http://127.0.0.2:1" + MANAGER + "/0_1#restat;created=" + THEN + ";recovery=";
    assertThat(line.ask(stranger, ID))
        .isInstanceOfSatisfying(
            Word.Silence.class,
            silence -> assertThat(silence.detail()).contains("lockstep.restat.coordinators"));
    assertThat(coordinator.asked()).isEmpty();
  }

  @Test
  void addressTellsInWhichLanguageToAsk() {
    CoordinatorClients lines =
        new CoordinatorClients(
            (at, id) -> new Word.Silence("own"), (at, id) -> new Word.Silence("restat"));
    assertThat(lines.ask(address, ID)).isEqualTo(new Word.Silence("restat"));
    assertThat(lines.ask(coordinator.address() + "/api/v1/coordinations/t1", ID))
        .isEqualTo(new Word.Silence("own"));
  }

  @Test
  void addressIsReadAsItWasWrittenAlsoByEarlierVersions() {
    String written = "http://c:80/tx/0_1#restat;created=" + THEN + ";recovery=http://c:80/rec/1";
    RestAtAddress earlier =
        new RestAtAddress("http://c:80/tx/0_1", THEN, "http://c:80/rec/1", Optional.empty());
    RestAtAddress now =
        new RestAtAddress(
            "http://c:80/tx/0_1", THEN, "http://c:80/rec/1", Optional.of("http://line-a:80"));
    assertThat(RestAtAddress.of(written)).contains(earlier);
    assertThat(RestAtAddress.of(written + ";home=http://line-a:80")).contains(now);
    assertThat(earlier.toString()).isEqualTo(written);
    assertThat(RestAtAddress.of(now.toString())).contains(now);
  }
}
