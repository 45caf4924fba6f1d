package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.Bench.set;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Fencing;
import dev.lockstep.driver.Sent;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a write has come to when the network loses, repeats or changes what goes through it. */
@Tag("fault")
class OpcUaNetworkFaultsTest {
  /** How long nothing may arrive that was given up; {@code make chaos} waits a whole minute. */
  private static final Duration AFTERWARDS =
      Duration.ofSeconds(Long.getLong("lockstep.afterwards", 8));

  @TempDir private Path pki;
  private TestServer server;
  private FaultyNetwork network;
  private Bench bench;
  private DeviceLink link;
  private Moment before;

  @BeforeEach
  void connect() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    bench = new Bench(pki);
    link = bench.connected(Bench.insecure(network.port()));
    // The node's type is known from here on, so that a write has nothing to ask first.
    write("Recipe", 2, 2_000);
    write("Slow", 2, 2_000);
    before = bench.clock().now();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    network.close();
    server.close();
  }

  @Test
  void aWriteLostInAResetIsUnknownAndThenFoundNotApplied() {
    toServer(Packet.WRITE_REQUEST, Fate.RESET_BEFORE);
    assertThat(write("Recipe", 3, 2_000)).isInstanceOf(Sent.Unknown.class);
    network.mend();
    awaitShut();
    awaitReads("Recipe", 2);
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
  }

  @Test
  void aWriteWhoseAnswerWasLostInAResetIsUnknownAndThenFoundApplied() {
    network.rule(
        TO_CLIENT,
        message -> new Packet(message).is(Packet.WRITE_RESPONSE) ? Fate.RESET_BEFORE : Fate.PASSED);
    assertThat(write("Recipe", 3, 2_000)).isInstanceOf(Sent.Unknown.class);
    network.mend();
    awaitShut();
    awaitReads("Recipe", 3);
  }

  @Test
  void aResetRightAfterTheAnswerTakesNothingBack() {
    answers(response -> Fate.RESET_AFTER);
    assertThat(write("Recipe", 3, 2_000)).isEqualTo(new Sent.Accepted("Recipe: Good"));
    network.mend();
    awaitReads("Recipe", 3);
  }

  @Test
  void whatTheServerStillWorksAtWhenTheConnectionIsResetIsNotSettledBehindItsBack() {
    CountDownLatch latch = new CountDownLatch(1);
    server.nodes().slow(latch);
    toServer(Packet.WRITE_REQUEST, Fate.RESET_AFTER);
    assertThat(write("Slow", 8, 2_000)).isInstanceOf(Sent.Unknown.class);
    await().until(() -> server.nodes().writes("Slow") == 2);
    network.mend();
    Bench.awaitConnected(link);
    // The session stands on a new channel. But the old write was in the server's hands before that.
    assertThat(link.fence(before, bench.in(500)))
        .isInstanceOfSatisfying(
            Fencing.Open.class, open -> assertThat(open.detail()).contains("work"));
    assertThat(bench.read(link, "Slow")).isEqualTo(Value.Numeric.of(2));
    latch.countDown();
    awaitReads("Slow", 8);
    awaitShut();
  }

  @Test
  void anAnswerThatComesLateLeavesNothingUnknown() {
    CountDownLatch latch = new CountDownLatch(1);
    network.rule(TO_CLIENT, message -> held(message, latch));
    assertThat(write("Recipe", 3, 300)).isInstanceOf(Sent.Unknown.class);
    assertThat(link.fence(before, bench.in(100))).isInstanceOf(Fencing.Open.class);
    latch.countDown();
    awaitShut();
    awaitReads("Recipe", 3);
  }

  private static Fate held(byte[] message, CountDownLatch latch) {
    if (new Packet(message).is(Packet.WRITE_RESPONSE)) {
      try {
        latch.await();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }
    return Fate.PASSED;
  }

  @Test
  void aSwallowedAnswerLeavesTheWriteUnknownUntilTheServerHasHadItsTime() {
    answers(response -> Fate.SWALLOWED);
    assertThat(write("Recipe", 3, 300)).isInstanceOf(Sent.Unknown.class);
    assertThat(link.fence(before, bench.in(300))).isInstanceOf(Fencing.Open.class);
    network.mend();
    awaitShut();
    awaitReads("Recipe", 3);
  }

  @Test
  void anAnswerThatComesTwiceCountsOnce() {
    AtomicInteger more = new AtomicInteger();
    network.rule(
        TO_CLIENT,
        message -> {
          Packet packet = new Packet(message).later(more.get());
          if (!packet.is(Packet.WRITE_RESPONSE)) {
            return new Fate.Instead(List.of(packet.octets()));
          }
          more.incrementAndGet();
          return new Fate.Instead(List.of(packet.octets(), packet.later(1).octets()));
        });
    assertThat(write("Recipe", 3, 2_000)).isInstanceOf(Sent.Accepted.class);
    assertThat(write("Recipe", 4, 2_000)).isInstanceOf(Sent.Accepted.class);
    assertThat(link.fence(before, bench.in(500))).isInstanceOf(Fencing.Shut.class);
    assertThat(bench.read(link, "Recipe")).isEqualTo(Value.Numeric.of(4));
    assertThat(link.status().connected()).isTrue();
  }

  @Test
  void anAnswerRepeatedByTheNetworkEndsTheConnectionAndNothingElse() {
    answers(response -> new Fate.Instead(List.of(response.octets(), response.octets())));
    assertThat(write("Recipe", 3, 2_000)).isInstanceOf(Sent.Accepted.class);
    network.mend();
    awaitReads("Recipe", 3);
  }

  @Test
  void anotherRequestsAnswerIsNoAnswer() {
    CountDownLatch latch = new CountDownLatch(1);
    server.nodes().slow(latch);
    AtomicInteger writing = new AtomicInteger();
    network.rule(
        TO_SERVER,
        message -> {
          Packet packet = new Packet(message);
          if (packet.is(Packet.WRITE_REQUEST)) {
            writing.set(packet.request());
          }
          return Fate.PASSED;
        });
    network.rule(
        TO_CLIENT,
        message -> {
          Packet packet = new Packet(message);
          return packet.is(Packet.READ_RESPONSE) && writing.get() != 0
              ? new Fate.Instead(List.of(packet.forRequest(writing.get()).octets()))
              : Fate.PASSED;
        });
    // The next sign of life is asked for while the server works, and its answer names the write.
    assertThat(write("Slow", 8, 2_000))
        .isEqualTo(new Sent.Unknown("Slow: answered with ReadResponse"));
    network.mend();
    assertThat(link.fence(before, bench.in(300))).isInstanceOf(Fencing.Open.class);
    latch.countDown();
    awaitReads("Slow", 8);
    awaitShut();
  }

  @Test
  void aGarbledAnswerIsNoAnswer() {
    answers(response -> new Fate.Instead(List.of(response.garbled().octets())));
    assertThat(write("Recipe", 3, 2_000)).isInstanceOf(Sent.Unknown.class);
    network.mend();
    awaitShut();
    awaitReads("Recipe", 3);
  }

  @Test
  void aFaultForTheWholeRequestIsJudgedByItsStatus() {
    assertThat(faulted(StatusCodes.Bad_ServerTooBusy)).isInstanceOf(Sent.Rejected.class);
    assertThat(faulted(StatusCodes.Bad_TooManyOperations)).isInstanceOf(Sent.Rejected.class);
    assertThat(faulted(StatusCodes.Bad_SessionIdInvalid)).isInstanceOf(Sent.Rejected.class);
    assertThat(faulted(StatusCodes.Bad_Timeout)).isInstanceOf(Sent.Unknown.class);
    assertThat(faulted(StatusCodes.Bad_Shutdown)).isInstanceOf(Sent.Unknown.class);
    assertThat(faulted(StatusCodes.Bad_InternalError)).isInstanceOf(Sent.Unknown.class);
    assertThat(faulted(0x80FF0000L)).isInstanceOf(Sent.Unknown.class);
    // A fault that calls itself Good says nothing at all.
    assertThat(faulted(StatusCodes.Good)).isInstanceOf(Sent.Unknown.class);
  }

  private Sent faulted(long status) {
    answers(response -> new Fate.Instead(List.of(response.fault(status).octets())));
    return write("Sticky", 3, 2_000);
  }

  @Test
  void aServerThatTakesLessThanItSaysIsAskedForLess() {
    AtomicInteger answered = new AtomicInteger();
    answers(
        response ->
            answered.getAndIncrement() == 0
                ? new Fate.Instead(
                    List.of(response.fault(StatusCodes.Bad_TooManyOperations).octets()))
                : Fate.PASSED);
    assertThat(link.write(List.of(set("Recipe", 3), set("Slow", 4)), bench.in(2_000)))
        .hasSize(2)
        .allMatch(Sent.Accepted.class::isInstance);
    assertThat(answered.get()).isEqualTo(3);
  }

  @Test
  void aWriteGivenUpDuringAnOutageDoesNotArriveLongAfterIt() {
    network.cut();
    await().atMost(Duration.ofSeconds(10)).until(() -> !link.status().connected());
    assertThat(write("Recipe", 5, 300)).isInstanceOf(Sent.NotSent.class);
    network.mend();
    Bench.awaitConnected(link);
    await()
        .during(AFTERWARDS)
        .atMost(AFTERWARDS.plusSeconds(20))
        .until(() -> Value.Numeric.of(2).equals(bench.read(link, "Recipe")));
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
  }

  @Test
  void aSlowNetworkIsWaitedForWithinTheDeadlineAndNoLonger() {
    network.delay(Duration.ofMillis(100));
    assertThat(write("Recipe", 3, 2_000)).isInstanceOf(Sent.Accepted.class);
    network.delay(Duration.ofMillis(400));
    assertThat(write("Recipe", 4, 300)).isInstanceOf(Sent.Unknown.class);
    network.mend();
    awaitShut();
    awaitReads("Recipe", 4);
  }

  private void toServer(int type, Fate fate) {
    network.rule(TO_SERVER, message -> new Packet(message).is(type) ? fate : Fate.PASSED);
  }

  private void answers(Function<Packet, Fate> fate) {
    network.rule(
        TO_CLIENT,
        message -> {
          Packet packet = new Packet(message);
          return packet.is(Packet.WRITE_RESPONSE) ? fate.apply(packet) : Fate.PASSED;
        });
  }

  /** The server is through with whatever it took, so its time for that need not pass for real. */
  private void awaitShut() {
    Bench.awaitConnected(link);
    bench.clock().forward(Duration.ofSeconds(3));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> link.fence(before, bench.in(2_000)) instanceof Fencing.Shut);
  }

  /** A reading in the moment of a move to a new channel shows nothing. */
  private void awaitReads(String name, long value) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Value.Numeric.of(value).equals(bench.read(link, name)));
  }

  private Sent write(String name, long value, long millis) {
    return link.write(List.of(set(name, value)), bench.in(millis)).getFirst();
  }
}
