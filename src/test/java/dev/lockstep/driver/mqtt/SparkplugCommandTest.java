package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole transaction with a device behind a Sparkplug edge node, whose messages go astray. */
class SparkplugCommandTest {
  @TempDir Path directory;
  private SparkplugBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new SparkplugBench(directory);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void committed(String command, long speed) throws Exception {
    assertThat(bench.prepare(command, speed)).isInstanceOf(State.Prepared.class);
    bench.gateway.commit();
  }

  private void awaitCommitted() {
    assertThat(bench.gateway.await(state -> state instanceof State.Ended))
        .isInstanceOfSatisfying(
            State.Ended.class, ended -> assertThat(ended.outcome()).contains(Outcome.COMMITTED));
  }

  @Test
  void commandIsOneMessageByAliasAndIsDoneWhenDataShowsIt() throws Exception {
    try (PressNode node = bench.node(10)) {
      committed("SetSpeed", 42);
      awaitCommitted();

      assertThat(node.commands()).hasSize(1);
      Payload command = node.commands().getFirst();
      assertThat(command.hasTimestamp()).isTrue();
      assertThat(command.hasSeq()).isFalse();
      Metric metric = command.getMetricsList().getFirst();
      assertThat(metric.hasName()).isFalse();
      assertThat(metric.getAlias()).isEqualTo(PressNode.SPEED_ALIAS);
      assertThat(metric.getDoubleValue()).isEqualTo(42);
    }
  }

  @Test
  @Tag("fault")
  void commandIsNotDoneWithoutAWordOfTheEdgeNode() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.losing = true;
      node.deaf = true;
      committed("SetSpeedSoon", 42);

      bench.gateway.awaitUnknown(Code.NOT_VERIFIED, "not published it since");
      assertThat(node.speed()).isEqualTo(42);
      assertThat(node.commands()).hasSize(1);
    }
  }

  @Test
  @Tag("fault")
  void lostDataIsMadeGoodByANewBirth() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.losing = true;
      committed("SetSpeed", 42);
      awaitCommitted();
      assertThat(node.commands()).hasSize(1);
    }
  }

  /** Changes alone are published, so a birth must show that it still is so. */
  @Test
  void valueThatItHasAlreadyIsConfirmedByANewBirth() throws Exception {
    try (PressNode node = bench.node(42)) {
      int births = node.rebirths().size();
      committed("SetSpeed", 42);
      awaitCommitted();
      assertThat(node.rebirths().size()).isGreaterThan(births);
    }
  }

  @Test
  @Tag("fault")
  void historicalValueConfirmsNothing() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.historical = true;
      node.deaf = true;
      committed("SetSpeedSoon", 42);

      bench.gateway.awaitUnknown(Code.NOT_VERIFIED, "not published it since");
      node.deaf = false;
      awaitCommitted();
    }
  }

  @Test
  @Tag("fault")
  void anotherValueIsNotVerified() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.doing = asked -> asked - 1;
      committed("SetSpeedSoon", 42);
      bench.gateway.awaitUnknown(Code.NOT_VERIFIED, "read back 41");
    }
  }

  @Test
  @Tag("fault")
  void deathInBetweenLeavesItUnknownUntilTheNextBirthShowsIt() throws Exception {
    PressNode node = bench.node(10);
    node.idle = true;
    node.beforeMoving = node::drop;
    committed("SetSpeedSoon", 42);
    bench.gateway.awaitUnknown(Code.NOT_VERIFIED, "died");

    try (PressNode next = new PressNode(bench.broker, 42, 1, true)) {
      awaitCommitted();
      assertThat(next.commands()).isEmpty();
    }
  }

  @Test
  @Tag("fault")
  void birthInBetweenDoesNotDisturb() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.beforeMoving = node::bear;
      committed("SetSpeed", 42);
      awaitCommitted();
      assertThat(node.commands()).hasSize(1);
    }
  }

  @Test
  @Tag("fault")
  void doubledDataIsHarmless() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.doubling = true;
      committed("SetSpeed", 42);
      awaitCommitted();
      node.setByHand(43);
      bench.awaitSpeed(43);
    }
  }

  /**
   * A message that arrived before the command, and waited for one before it, shows the value that
   * was asked for. It is of before all the same.
   */
  @Test
  @Tag("fault")
  void dataOfBeforeThatIsReadLateProvesNothing() throws Exception {
    bench.close();
    bench = new SparkplugBench(directory, "sparkplug.reorder-timeout=30s");
    try (PressNode node = bench.node(10)) {
      node.idle = true;
      node.deaf = true;
      assertThat(bench.prepare("SetSpeedSoon", 42)).isInstanceOf(State.Prepared.class);
      long skipped = node.skip();
      node.tellLate(node.skip(), 42);
      bench.awaitUnseen("is missing");
      node.beforeMoving = () -> node.tellLate(skipped, 10);
      bench.gateway.commit();

      bench.gateway.awaitUnknown(Code.NOT_VERIFIED, "not published it since");
    }
  }

  @Test
  @Tag("fault")
  void commandThatIsNotKnownToHaveArrivedIsSettledByABirthAfterIt() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.deaf = true;
      var before = bench.gateway.clock.now();
      committed("SetSpeed", 42);
      awaitCommitted();
      bench.gateway.clock.forward(Duration.ofMinutes(1));

      assertThat(
              bench.link().fence(before, bench.gateway.clock.in(Duration.ofSeconds(5))).toString())
          .contains("Open", "has not answered a request for its births");
      node.deaf = false;
      await()
          .atMost(SparkplugBench.PATIENCE)
          .until(
              () ->
                  bench
                      .link()
                      .fence(before, bench.gateway.clock.in(Duration.ofSeconds(5)))
                      .toString()
                      .startsWith("Shut"));
    }
  }

  @Test
  void rollbackSendsNothing() throws Exception {
    try (PressNode node = bench.node(10)) {
      assertThat(bench.prepare("SetSpeed", 42)).isInstanceOf(State.Prepared.class);
      bench.gateway.rollback();
      assertThat(node.commands()).isEmpty();
      assertThat(bench.gateway.state()).isInstanceOf(State.Ended.class);
    }
  }
}
