package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.soak.Vitals;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More come at once than there is room for: each is answered, and most of them at the door. */
@Tag("fault")
class CrowdIT {
  private static final int CROWD = 2_000;
  private static final int DRIVES = 400;
  private static final int LIVE_MAX = 50;
  private static final long HEAP_MORE = 8L << 20;

  private static final Drives LINE =
      Drives.start(
          "crowd",
          DRIVES,
          Map.of(
              "lockstep.limits.votes-max", "64",
              "lockstep.limits.decisions-max", "64",
              "lockstep.limits.looks-max", "8",
              "lockstep.transactions.live-max", Integer.toString(LIVE_MAX)));
  private static final Web WEB = LINE.web();

  @AfterAll
  static void end() {
    WEB.close();
    LINE.close();
  }

  @Test
  void twoThousandAtOnceAreEachAnsweredAndLeaveNothingBehind() throws Exception {
    Distribution.requireJars("nothing has it collect its garbage from outside");
    crowd("first");
    Vitals after = Vitals.of(LINE.gateway(), 0);
    crowd("second");
    crowd("third");

    Vitals last = Vitals.of(LINE.gateway(), 0);
    assertThat(last.heapBytes()).isLessThan(after.heapBytes() + HEAP_MORE);
    assertThat(last.live()).isZero();
  }

  private void crowd(String prefix) throws Exception {
    Map<String, CompletableFuture<HttpResponse<String>>> asked = new LinkedHashMap<>();
    // Frozen, so that they do not come one after the other: all stand before the door when it
    // opens.
    LINE.gateway().pause();
    try {
      for (int each = 0; each < CROWD; each++) {
        String id = prefix + "-" + each;
        asked.put(id, WEB.call(id, "prepare", LINE.fleet().commands(each % DRIVES, each)));
      }
    } finally {
      LINE.gateway().resume();
    }
    assertThat(WEB.get("/q/health/ready").get().statusCode()).isEqualTo(200);
    List<String> voted = new ArrayList<>();
    int refused = 0;
    for (var each : asked.entrySet()) {
      HttpResponse<String> answer = each.getValue().get();
      assertThat(answer.statusCode()).as(answer.body()).isIn(Set.of(200, 409, 503));
      if (answer.statusCode() == 200) {
        voted.add(each.getKey());
      } else if (answer.statusCode() == 503) {
        assertThat(Web.refusedEarly(answer)).as(answer.body()).isTrue();
        refused++;
      }
    }
    assertThat(voted).hasSizeBetween(1, LIVE_MAX);
    assertThat(refused).isPositive();
    voted.forEach(CrowdIT::rolledBack);
  }

  @Test
  void decisionsHaveARoomThatPreparesCannotFill() throws Exception {
    assertThat(WEB.call("kept", "prepare", LINE.fleet().commands(0, 77)).get().statusCode())
        .isEqualTo(200);
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    LINE.gateway().pause();
    CompletableFuture<HttpResponse<String>> commit;
    try {
      for (int each = 0; each < CROWD; each++) {
        asked.add(WEB.call("other-" + each, "prepare", LINE.fleet().commands(1, each)));
      }
      commit = WEB.call("kept", "commit", "");
    } finally {
      LINE.gateway().resume();
    }

    assertThat(commit.get().statusCode()).isEqualTo(200);
    assertThat(commit.get().body()).contains("COMMITTED");
    for (CompletableFuture<HttpResponse<String>> each : asked) {
      assertThat(each.get().statusCode()).isIn(Set.of(200, 409, 503));
    }
    for (int each = 0; each < CROWD; each++) {
      if (asked.get(each).get().statusCode() == 200) {
        rolledBack("other-" + each);
      }
    }
  }

  @Test
  void whoIsLiveAlreadyMayRepeatItsPrepareHoweverFullItIs() throws Exception {
    List<String> held = new ArrayList<>();
    for (int each = 0; each < LIVE_MAX; each++) {
      String id = "held-" + each;
      assertThat(WEB.call(id, "prepare", LINE.fleet().commands(each, 1)).get().statusCode())
          .isEqualTo(200);
      held.add(id);
    }

    HttpResponse<String> oneMore =
        WEB.call("one-more", "prepare", LINE.fleet().commands(LIVE_MAX, 1)).get();
    HttpResponse<String> again = WEB.call("held-0", "prepare", LINE.fleet().commands(0, 1)).get();

    assertThat(Web.refusedEarly(oneMore)).as(oneMore.body()).isTrue();
    assertThat(again.statusCode()).isEqualTo(200);
    held.forEach(CrowdIT::rolledBack);
  }

  private static void rolledBack(String id) {
    await(id)
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .until(() -> WEB.call(id, "rollback", "").get().statusCode(), status -> status == 200);
  }
}
