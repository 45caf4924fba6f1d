package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.transaction.Requester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a message, whichever channel it came by. */
class OrderDeskTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OrderIntakeScript intake = new OrderIntakeScript();
  private final List<JsonNode> dead = new ArrayList<>();
  private final OrderDesk desk =
      new OrderDesk("line-a", OrderEvents.settings(), intake, OrderEvents.CLOCK);

  private boolean handle(String body) throws Exception {
    return handle(body, Map.of(), Optional.empty());
  }

  private boolean handle(String body, Map<String, String> headers, Optional<Instant> sent)
      throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    OrderFate fate =
        desk.handle(
            new OrderMessage("kafka orders", "0@7", headers, new OrderBody(bytes), sent, false),
            letter -> {
              try {
                dead.add(JSON.readTree(letter));
              } catch (IOException impossible) {
                throw new AssertionError(impossible);
              }
            });
    return fate != OrderFate.REFUSED;
  }

  private JsonNode refusal(String body) throws Exception {
    assertThat(handle(body)).isFalse();
    assertThat(intake.calls()).isEmpty();
    assertThat(dead).hasSize(1);
    assertThat(dead.getFirst().path("type").asText()).isEqualTo(DeadLetter.TYPE);
    return dead.getFirst().path("data");
  }

  @Test
  void orderIsBegunUnderItsOwnIdAndItsSenderIsKnown() throws Exception {
    assertThat(handle(OrderEvents.order("changeover-7"))).isTrue();

    assertThat(intake.begun())
        .containsExactly(Map.entry("changeover-7", new Requester("/mes", "kafka orders 0@7")));
    assertThat(dead).isEmpty();
  }

  /** As the page says it can be computed in a shell: printf '%s\n%s' SOURCE ID | sha256sum. */
  @Test
  void withoutAnIdOfItsOwnSourceAndIdOfTheEventMakeOne() throws Exception {
    String order = OrderEvents.order("x").replace("\"id\":\"x\",", "");

    handle(order);
    handle(order);

    assertThat(intake.calls())
        .containsExactly(
            "order-efc58e52cd99dff6b065feddd80eaa1f", "order-efc58e52cd99dff6b065feddd80eaa1f");
  }

  @Test
  void binaryModeOfKafkaIsReadFromItsHeaders() throws Exception {
    Map<String, String> headers =
        new HashMap<>(
            Map.of(
                "ce_specversion", "1.0",
                "ce_id", "1",
                "ce_source", "/mes",
                "ce_type", OrderEvent.TYPE,
                "content-type", "application/json; charset=utf-8"));

    assertThat(handle("{\"id\":\"b\",\"participants\":[]}", headers, Optional.of(Instant.now())))
        .isTrue();
    assertThat(intake.calls()).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | MALFORMED | '' | line 1",
        "'' | MALFORMED | '' | one object",
        "[] | MALFORMED | '' | one object",
        "'{\"specversion\":\"1.0\"}' | MALFORMED | /type | attribute is missing",
        "'{\"specversion\":\"0.3\"}' | MALFORMED | /specversion | 1.0 would be right",
        "'{\"specversion\":\"1.0\",\"type\":\"other\"}' | OTHER_TYPE | /type | other is not known",
        "'{\"specversion\":\"1.0\",\"specversion\":\"1.0\"}' | MALFORMED | '' | Duplicate",
        "'{} {}' | MALFORMED | '' | something follows",
      })
  void whatCannotBeReadIsADeadLetterWithTheReason(
      String body, String code, String where, String reason) throws Exception {
    JsonNode refusal = refusal(body);

    assertThat(refusal.path("code").asText()).isEqualTo(code);
    assertThat(refusal.path("where").asText()).isEqualTo(where);
    assertThat(refusal.path("reason").asText()).contains(reason);
    assertThat(refusal.path("channel").asText()).isEqualTo("kafka orders 0@7");
    assertThat(refusal.path("order").asText()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"data\":{'       | '\"data_base64\":{' | MALFORMED | /data_base64",
        "'{\"id\":\"x\",'   | '7,\"x\":{'         | MALFORMED | /data",
        "'\"source\":\"/mes\",' | ''              | MALFORMED | /source",
        "'\"time\":\"2'     | '\"time\":\"never'  | MALFORMED | /time",
        "'\"time\"'         | '\"when\"'          | MALFORMED | /time",
        "'participants'     | 'others'            | MALFORMED | /data/participants",
        "'\"data\"' | '\"datacontenttype\":\"text/xml\",\"data\"' | UNSUPPORTED_MEDIA_TYPE | /datacontenttype",
      })
  void oneFaultInAnOrderIsNamedWithItsPlace(String right, String wrong, String code, String where)
      throws Exception {
    JsonNode refusal = refusal(OrderEvents.order("x").replace(right, wrong == null ? "" : wrong));

    assertThat(refusal.path("code").asText()).isEqualTo(code);
    assertThat(refusal.path("where").asText()).isEqualTo(where);
  }

  @Test
  void largerThanAllowedIsRefusedWithBothSizes() throws Exception {
    JsonNode refusal = refusal(OrderEvents.order("x") + " ".repeat(5_000));

    assertThat(refusal.path("code").asText()).isEqualTo("TOO_LARGE");
    assertThat(refusal.path("reason").asText()).contains("4096 bytes", "lockstep.orders.size-max");
  }

  /** A machine that stood still over a weekend must not move on Monday because a PC came back. */
  @Test
  void orderOfLastWeekMovesNothing() throws Exception {
    String then = Instant.now().minus(Duration.ofDays(3)).toString();

    JsonNode refusal =
        refusal(OrderEvents.order("x").replaceAll("\"time\":\"[^\"]*", "\"time\":\"" + then));

    assertThat(refusal.path("code").asText()).isEqualTo("STALE");
    assertThat(refusal.path("reason").asText()).contains("lockstep.orders.age-max");
  }

  @Test
  void whatCannotBeTakenNowIsNeitherBegunNorDead() {
    intake.withoutLog("the disk is full");

    assertThatThrownBy(() -> handle(OrderEvents.order("x")))
        .isInstanceOf(OrderNotNowException.class)
        .hasMessage("the disk is full");
    assertThat(dead).isEmpty();
  }
}
