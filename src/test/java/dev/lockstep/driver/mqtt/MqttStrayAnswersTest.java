package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that belong to no request, or say nothing: counted, and nothing else. */
class MqttStrayAnswersTest {
  @TempDir Path directory;
  private ExchangeBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new ExchangeBench(directory);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  @Tag("fault")
  void lateAnswerIsCountedAndChangesNothing() {
    AtomicReference<Mqtt5Publish> asked = new AtomicReference<>();
    try (Machine machine = bench.machine((self, request) -> asked.compareAndSet(null, request))) {
      Preparation.Exchange impatient =
          new Preparation.Exchange(
              MqttTestGateway.EXCHANGE.topic(),
              MqttTestGateway.EXCHANGE.responseTopic(),
              Promise.DURABLE,
              Duration.ofMillis(200));
      Order order = MqttTestGateway.order("t1~SetSpeed", impatient, 42);
      assertThat(bench.link().fire(order, bench.line().soon()))
          .isInstanceOf(OrderStatus.Untold.class);

      machine.answer(asked.get(), ExchangeBench.answer("applied"));

      bench.awaitUnmatched(1);
      assertThat(bench.link().queryOrder(order, bench.line().soon()))
          .isInstanceOf(OrderStatus.Untold.class);
    }
  }

  @Test
  @Tag("fault")
  void secondAnswerToARequestIsCountedAndChangesNothing() {
    try (Machine _ =
        bench.machine(
            (self, request) -> {
              self.answer(request, ExchangeBench.answer("applied"));
              self.answer(request, ExchangeBench.answer("failed"));
            })) {
      assertThat(bench.fire()).isInstanceOf(OrderStatus.Done.class);
      bench.awaitUnmatched(1);
    }
  }

  @Test
  @Tag("fault")
  void answerWithForeignCorrelationIsIgnored() {
    AtomicReference<Mqtt5Publish> first = new AtomicReference<>();
    try (Machine _ =
        bench.machine(
            (self, request) -> {
              if (!first.compareAndSet(null, request)) {
                self.answer(
                    request,
                    ExchangeBench.answer("applied").getBytes(StandardCharsets.UTF_8),
                    first.get());
              }
            })) {
      bench.link().queryOrder(ExchangeBench.ORDER, bench.line().clock.in(Duration.ofMillis(300)));

      assertThat(
              bench
                  .link()
                  .fire(ExchangeBench.ORDER, bench.line().clock.in(Duration.ofMillis(3500))))
          .isInstanceOf(OrderStatus.Untold.class);
      bench.awaitUnmatched(1);
    }
  }

  @Test
  @Tag("fault")
  void malformedAnswersAreIgnoredUntilAGoodOneComes() {
    List<String> nonsense =
        List.of(
            "{\"id\":",
            "",
            "[]",
            "{\"id\":\"another\",\"state\":\"failed\"}",
            "{\"id\":\"t1~SetSpeed\",\"state\":\"perhaps\"}",
            "{\"id\":\"t1~SetSpeed\"}");
    try (Machine _ =
        bench.machine(
            (self, request) -> {
              nonsense.forEach(each -> self.answer(request, each));
              self.answer(request, ExchangeBench.answer("applied"));
            })) {
      assertThat(bench.fire()).isInstanceOf(OrderStatus.Done.class);
      assertThat(bench.ignored().malformed()).isEqualTo(nonsense.size());
    }
  }

  @Test
  @Tag("fault")
  void answerTooLargeForTheGatewayIsNoAnswerAndBreaksNothing() {
    AtomicReference<Integer> size = new AtomicReference<>(17_000);
    try (Machine _ =
        bench.machine(
            (self, request) ->
                self.answer(
                    request,
                    ExchangeBench.answer("applied")
                        .replace("so it is", "so it is ".repeat(size.get() / 9))))) {
      assertThat(bench.recall()).isInstanceOf(OrderStatus.Untold.class);
      assertThat(bench.ignored().malformed()).isEqualTo(1);

      size.set(1_000_000);
      assertThat(bench.recall()).isInstanceOf(OrderStatus.Untold.class);
      assertThat(bench.link().status().connected()).isTrue();

      size.set(9);
      assertThat(bench.recall()).isInstanceOf(OrderStatus.Done.class);
    }
  }
}
