package dev.lockstep.rest.restat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.participant.Scheduler;
import dev.lockstep.rest.client.FakePeer;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Coordinators are told where the gateway is now, in each of their lives. */
@Tag("fault")
class EnlistmentRelocationTest {
  private static final String MANAGER = "/rest-at-coordinator/tx/transaction-manager";
  private static final String RECOVERY = "/rest-at-coordinator/tx/recovery-coordinator/0_1/0_2";
  private static final String NEW_HOME = "http://line-a:8080";
  private static final Moment NOW = new Moment(Instant.EPOCH, 0, "test");

  private final FakePeer coordinator = new FakePeer();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<State> live = new ArrayList<>();
  private String life = "2026-11-21T23:53:51.601Z";
  private int answer = 200;
  private final EnlistmentRelocation change =
      change(coordinator.address() + "/rest-at-coordinator");

  private EnlistmentRelocation change(String allowed) {
    RestAtConfig config =
        UsualSettings.of(
            RestAtConfig.class,
            "coordinators=" + allowed,
            "answer-max=5s",
            "answer-bytes-max=2000");
    RestAtSettings settings = new RestAtSettings(URI.create(NEW_HOME), config);
    return new EnlistmentRelocation(() -> List.copyOf(live), settings, client, new Still());
  }

  /** Time that stands still: the test says when the next round comes. */
  private static final class Still implements Scheduler {
    @Override
    public Moment now() {
      return NOW;
    }

    @Override
    public void pause(Duration time) {}

    @Override
    public void later(Duration delay, Runnable task) {}
  }

  @AfterEach
  void close() {
    coordinator.close();
    client.close();
  }

  private void voted(Optional<String> home, String recovery) {
    String transaction = coordinator.address() + MANAGER + "/0_1";
    RestAtAddress address = new RestAtAddress(transaction, life, recovery, home);
    TransactionId id = new TransactionId("t" + live.size());
    Branch branch =
        new Branch(id, "f", List.of(), Optional.of(address.toString()), List.of(), false);
    Ballot.Yes yes = new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(), NOW);
    live.add(new State.Prepared(branch, yes, List.of()));
  }

  private void answers() {
    coordinator.does(
        exchange -> {
          if (exchange.getRequestMethod().equals("GET")) {
            say(
                exchange,
                200,
                "<transaction-manager><created>%s</created></transaction-manager>".formatted(life));
          } else {
            links.addAll(exchange.getRequestHeaders().get("Link"));
            say(exchange, answer, "");
          }
        });
  }

  private final List<String> links = new ArrayList<>();

  private static void say(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private List<String> told() {
    return coordinator.asked().stream()
        .filter(each -> each.method().equals("PUT"))
        .map(FakePeer.Asked::path)
        .toList();
  }

  private void votedElsewhere() {
    voted(Optional.of("http://line-a-of-before:8080"), coordinator.address() + RECOVERY);
  }

  @Test
  void newAddressIsToldOnceInEachLifeOfTheCoordinator() {
    votedElsewhere();
    answers();
    change.look();
    assertThat(change.pending()).isEqualTo(1);

    change.round();
    change.round();

    assertThat(told()).containsExactly(RECOVERY);
    assertThat(change.pending()).isZero();
    String participant = NEW_HOME + "/rest-at/participants/t0";
    assertThat(links)
        .containsExactly(
            "<%s>; rel=\"participant\", <%s/terminator>; rel=\"terminator\""
                .formatted(participant, participant));

    life = "2026-11-21T23:59:00.000Z";
    change.round();
    assertThat(told()).containsExactly(RECOVERY, RECOVERY);
  }

  @Test
  void whoIsNotHeardIsToldLaterAndCountedUntilThen() {
    votedElsewhere();
    coordinator.says(404, "not deployed yet");
    change.look();
    change.round();
    assertThat(change.pending()).isEqualTo(1);

    answers();
    answer = 503;
    change.round();
    assertThat(change.pending()).isEqualTo(1);

    answer = 200;
    change.round();
    assertThat(change.pending()).isZero();
  }

  @Test
  void whatHasEndedIsToldOnceAndNoMore() {
    votedElsewhere();
    answers();
    change.look();
    live.clear();

    change.round();
    life = "2026-11-21T23:59:00.000Z";
    change.round();

    assertThat(told()).containsExactly(RECOVERY);
  }

  @Test
  void coordinatorThatHasNotReadItsLogYetIsToldWhenItHas() {
    votedElsewhere();
    answers();
    change.look();
    live.clear();
    answer = 404;
    change.round();
    change.round();
    assertThat(change.pending()).isEqualTo(1);

    answer = 200;
    change.round();

    assertThat(told()).containsExactly(RECOVERY, RECOVERY, RECOVERY);
    assertThat(change.pending()).isZero();
  }

  @Test
  void whatHasEndedAndStaysUnknownIsGivenUp() {
    votedElsewhere();
    answers();
    answer = 404;
    change.look();
    live.clear();
    for (int times = 0; times < 30; times++) {
      change.round();
    }
    assertThat(told()).hasSize(25);
    assertThat(change.pending()).isZero();
  }

  @Test
  void whoeverWasEnlistedWithThisAddressIsNotToldOf() {
    voted(Optional.of(NEW_HOME), coordinator.address() + RECOVERY);
    answers();
    change.look();
    change.round();
    assertThat(coordinator.asked()).isEmpty();
    assertThat(change.pending()).isZero();
  }

  @Test
  void whatDoesNotSayWithWhichAddressItWasEnlistedIsTold() {
    voted(Optional.empty(), coordinator.address() + RECOVERY);
    answers();
    change.look();
    change.round();
    assertThat(told()).containsExactly(RECOVERY);
  }

  @Test
  void strangersAndNobodyAreNotCalled() {
    voted(Optional.of("http://before:80"), "");
    voted(Optional.of("http://before:80"), "not an address");
    voted(Optional.of("http://before:80"), coordinator.address() + "/elsewhere/0_2");
    answers();
    change.look();
    change.round();
    assertThat(coordinator.asked()).isEmpty();
    assertThat(change.pending()).isEqualTo(3);
  }
}
