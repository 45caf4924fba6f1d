package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Value;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendResult;
import dev.lockstep.faults.Fate;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a write has come to when its answer is late, lost, doubled, or another than it should be.
 */
@Tag("fault")
class OpcUaAnswerFaultsTest {
  @TempDir private Path pki;
  private DistantServer far;
  private Moment before;

  @BeforeEach
  void connect() throws Exception {
    far = DistantServer.connected(pki);
    before = far.bench.clock().now();
  }

  @AfterEach
  void close() throws Exception {
    far.close();
  }

  @Test
  void anAnswerThatComesLateLeavesNothingUnknown() {
    CountDownLatch latch = new CountDownLatch(1);
    far.network.rule(TO_CLIENT, message -> held(message, latch));
    assertThat(far.write("Recipe", 3, 300)).isInstanceOf(SendResult.Unknown.class);
    assertThat(far.link.fence(before, far.bench.in(100))).isInstanceOf(FenceResult.Open.class);
    latch.countDown();
    far.awaitShutAtRest(before);
    far.awaitReads("Recipe", 3);
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
    far.answers(response -> Fate.SWALLOWED);
    assertThat(far.write("Recipe", 3, 300)).isInstanceOf(SendResult.Unknown.class);
    assertThat(far.link.fence(before, far.bench.in(300))).isInstanceOf(FenceResult.Open.class);
    far.network.mend();
    far.awaitShutAtRest(before);
    far.awaitReads("Recipe", 3);
  }

  @Test
  void anAnswerThatComesTwiceCountsOnce() {
    AtomicInteger more = new AtomicInteger();
    far.network.rule(
        TO_CLIENT,
        message -> {
          Packet packet = new Packet(message).later(more.get());
          if (!packet.is(Packet.WRITE_RESPONSE)) {
            return new Fate.Instead(List.of(packet.octets()));
          }
          more.incrementAndGet();
          return new Fate.Instead(List.of(packet.octets(), packet.later(1).octets()));
        });
    assertThat(far.write("Recipe", 3, 2_000)).isInstanceOf(SendResult.Accepted.class);
    assertThat(far.write("Recipe", 4, 2_000)).isInstanceOf(SendResult.Accepted.class);
    assertThat(far.link.fence(before, far.bench.in(500))).isInstanceOf(FenceResult.Shut.class);
    assertThat(far.bench.read(far.link, "Recipe")).isEqualTo(Value.Numeric.of(4));
    assertThat(far.link.status().connected()).isTrue();
  }

  @Test
  void anAnswerRepeatedByTheNetworkEndsTheConnectionAndNothingElse() {
    far.answers(response -> new Fate.Instead(List.of(response.octets(), response.octets())));
    assertThat(far.write("Recipe", 3, 2_000)).isInstanceOf(SendResult.Accepted.class);
    far.network.mend();
    far.awaitReads("Recipe", 3);
  }

  @Test
  void anotherRequestsAnswerIsNoAnswer() {
    CountDownLatch latch = new CountDownLatch(1);
    far.server.nodes().slow(latch);
    AtomicInteger writing = new AtomicInteger();
    far.network.rule(
        TO_SERVER,
        message -> {
          Packet packet = new Packet(message);
          if (packet.is(Packet.WRITE_REQUEST)) {
            writing.set(packet.request());
          }
          return Fate.PASSED;
        });
    far.network.rule(
        TO_CLIENT,
        message -> {
          Packet packet = new Packet(message);
          return packet.is(Packet.READ_RESPONSE) && writing.get() != 0
              ? new Fate.Instead(List.of(packet.forRequest(writing.get()).octets()))
              : Fate.PASSED;
        });
    // The next sign of life is asked for while the server works, and its answer names the write.
    assertThat(far.write("Slow", 8, 2_000))
        .isEqualTo(new SendResult.Unknown("Slow: answered with ReadResponse"));
    far.network.mend();
    assertThat(far.link.fence(before, far.bench.in(300))).isInstanceOf(FenceResult.Open.class);
    latch.countDown();
    far.awaitReads("Slow", 8);
    far.awaitShutAtRest(before);
  }

  @Test
  void aGarbledAnswerIsNoAnswer() {
    far.answers(response -> new Fate.Instead(List.of(response.garbled().octets())));
    assertThat(far.write("Recipe", 3, 2_000)).isInstanceOf(SendResult.Unknown.class);
    far.network.mend();
    far.awaitShutAtRest(before);
    far.awaitReads("Recipe", 3);
  }

  @Test
  void aFaultForTheWholeRequestIsJudgedByItsStatus() {
    assertThat(faulted(StatusCodes.Bad_ServerTooBusy)).isInstanceOf(SendResult.Rejected.class);
    assertThat(faulted(StatusCodes.Bad_TooManyOperations)).isInstanceOf(SendResult.Rejected.class);
    assertThat(faulted(StatusCodes.Bad_SessionIdInvalid)).isInstanceOf(SendResult.Rejected.class);
    assertThat(faulted(StatusCodes.Bad_Timeout)).isInstanceOf(SendResult.Unknown.class);
    assertThat(faulted(StatusCodes.Bad_Shutdown)).isInstanceOf(SendResult.Unknown.class);
    assertThat(faulted(StatusCodes.Bad_InternalError)).isInstanceOf(SendResult.Unknown.class);
    assertThat(faulted(0x80FF0000L)).isInstanceOf(SendResult.Unknown.class);
    // A fault that calls itself Good says nothing at all.
    assertThat(faulted(StatusCodes.Good)).isInstanceOf(SendResult.Unknown.class);
  }

  private SendResult faulted(long status) {
    far.answers(response -> new Fate.Instead(List.of(response.fault(status).octets())));
    return far.write("Sticky", 3, 2_000);
  }

  @Test
  void aServerThatTakesLessThanItSaysIsAskedForLess() {
    AtomicInteger answered = new AtomicInteger();
    far.answers(
        response ->
            answered.getAndIncrement() == 0
                ? new Fate.Instead(
                    List.of(response.fault(StatusCodes.Bad_TooManyOperations).octets()))
                : Fate.PASSED);
    assertThat(far.link.write(List.of(set("Recipe", 3), set("Slow", 4)), far.bench.in(2_000)))
        .hasSize(2)
        .allMatch(SendResult.Accepted.class::isInstance);
    assertThat(answered.get()).isEqualTo(3);
  }
}
