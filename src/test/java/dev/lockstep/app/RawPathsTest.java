package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a path is spelled like: the id in it is the one that is acted upon, or none is (P2). */
@QuarkusTest
@TestProfile(DamagedPlant.class)
class RawPathsTest {
  private static final String T = "/api/v1/transactions/";

  /** What may be written for an id that is none: none of it may come to another id's call. */
  private static final List<String> SPELLINGS =
      List.of(
          "raw;line=b",
          "raw;",
          ";raw",
          "raw%3Bline=b",
          "raw%3bline",
          "raw%2Fx",
          "raw%2f",
          "raw/",
          "/raw",
          "x/../raw",
          "x/%2E%2E/raw",
          "x/%2e./raw",
          "./raw",
          "%2e/raw",
          "raw+",
          "raw%20",
          "raw%",
          "raw%4",
          "raw%00",
          "raw%0A",
          "raw#x",
          "raw\\x",
          "raw%5Cx",
          "raw\u00fc",
          "raw%C3%BC",
          "raw,x",
          "raw=x",
          "raw@x",
          "raw*",
          "raw|x",
          "raw\"x",
          "raw&x",
          "raw%25x");

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  private String answer(String method, String target) {
    return RawRequest.answer(base, method, target);
  }

  @Test
  void noSpellingOfAnIdActsOnAnother() {
    assertThat(caller.post(T + "raw/rollback").status()).isEqualTo(200);
    String before = caller.get(T + "raw").response().body();
    for (String id : SPELLINGS) {
      for (String call : List.of("/commit", "/rollback", "/prepare", "/execute", "/renounce")) {
        isRefused("POST", T + id + call);
      }
      isRefused("POST", T + id + "/resolve");
      isRefused("POST", T + id + "/release");
      isRefused("GET", T + id);
      isRefused("DELETE", T + id);
      isRefused("GET", "/api/v1/coordinations/" + id);
      isRefused("GET", "/api/v1/coordinations/" + id + "/decision");
      isRefused("PUT", "/rest-at/participants/" + id + "/terminator");
      isRefused("GET", "/rest-at/participants/" + id);
      isRefused("DELETE", "/rest-at/participants/" + id);
      isRefused("PUT", "/lra/participants/" + id + "/complete");
      isRefused("PUT", "/lra/participants/" + id + "/compensate");
      isRefused("GET", "/lra/participants/" + id);
      isRefused("DELETE", "/lra/participants/" + id);
    }
    assertThat(caller.get(T + "raw").response().body()).isEqualTo(before);
  }

  private void isRefused(String method, String target) {
    String answer = answer(method, target);
    assertThat(answer).as(method + " " + target).matches("(?s)HTTP/1.1 (400|404|405|415) .*");
    assertThat(answer).doesNotContain("UNKNOWN-TRANSACTION", "Exception");
  }

  @Test
  void semicolonIsAnInvalidIdWhereverItStands() {
    for (String target :
        List.of(
            T + "order-7;line=b/rollback",
            "/api/v1/transactions;x/order-7/rollback",
            T + "order-7/rollback;x",
            "/api/v1/devices/press-1;x",
            "/api/v1/devices/press-1/resources/Force;x",
            "/api/v1/journal/damages/1;x/acknowledge",
            "/api/v1/decisions/damages/1;x/acknowledge",
            "/rest-at/participants/order-7;x/terminator",
            "/lra/participants/order-7;x/complete")) {
      assertThat(answer("POST", target))
          .as(target)
          .startsWith("HTTP/1.1 400 ")
          .contains("/problems/invalid-id", "';'");
    }
  }

  @Test
  void nameIsFoundAsItIsWrittenAndNotOtherwise() {
    assertThat(answer("GET", "/api/v1/devices/press-1")).startsWith("HTTP/1.1 200 ");
    assertThat(answer("GET", "/api/v1/devices/press%2D1")).startsWith("HTTP/1.1 200 ");
    for (String name :
        List.of("press-1%3Bx", "press-1%2Fx", "press-1%20", "press-1+", "PRESS-1", "press-1%2F")) {
      assertThat(answer("GET", "/api/v1/devices/" + name)).as(name).startsWith("HTTP/1.1 404 ");
      assertThat(answer("GET", "/api/v1/devices/press-1/resources/" + name))
          .as(name)
          .startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void idThatIsEncodedWithoutNeedIsTheSameId() {
    assertThat(caller.post(T + "a:b~c/rollback").status()).isEqualTo(200);
    for (String same : List.of("a%3Ab~c", "a%3ab%7Ec", "%61:b~c")) {
      assertThat(answer("GET", T + same)).as(same).startsWith("HTTP/1.1 200 ").contains("a:b~c");
    }
  }

  @Test
  void pagesOfTheServerAndQueriesWorkAsEver() {
    for (String target :
        List.of(
            "/q/health",
            "/q/health/ready",
            "/q/metrics",
            "/q/openapi",
            "/q/openapi?format=JSON",
            "/q/swagger-ui/",
            "/api/v1/transactions?state=ENDED&limit=5",
            "/api/v1/transactions?after=a%3Ab~c",
            "/api/v1/transactions?after=a:b~c&limit=1")) {
      assertThat(answer("GET", target)).as(target).startsWith("HTTP/1.1 200 ");
    }
    assertThat(answer("GET", "/api/v1/transactions?after=a;b")).startsWith("HTTP/1.1 400 ");
    assertThat(answer("GET", "/api/v1/transactions?after=a%3Bb"))
        .startsWith("HTTP/1.1 400 ")
        .contains("/problems/invalid-id");
  }
}
