package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which host a request names. */
class TargetHostTest {
  @ParameterizedTest
  @CsvSource({
    "Line-A.plant.example, line-a.plant.example",
    "line-a:8080, line-a",
    "line-a:, line-a",
    "10.0.0.7:443, 10.0.0.7",
    "[FE80::1]:8443, [fe80::1]",
    "[::1], [::1]",
    "host_with_a_line, host_with_a_line"
  })
  void hostIsWhatStandsBeforeThePort(String header, String host) {
    assertThat(TargetHost.ofHeader(List.of(header), "/api/v1/devices")).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a,b",
        "a/b",
        "user@a",
        "http://a",
        "a:8080:1",
        "a:port",
        "a:123456",
        "::1",
        "[::1",
        "[::1%25eth0]",
        "a\tb",
        "\u00fc.example"
      })
  void whatIsNoHostIsMalformed(String header) {
    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> TargetHost.ofHeader(List.of(header), "/"))
        .matches(refusal -> refusal.type() == ProblemType.MALFORMED);
  }

  @Test
  void noHostAndTwoAreMalformed() {
    for (List<String> headers : List.of(List.<String>of(), List.of("a", "a"))) {
      assertThatExceptionOfType(RequestRefusedException.class)
          .isThrownBy(() -> TargetHost.ofHeader(headers, "/"))
          .matches(refusal -> refusal.type() == ProblemType.MALFORMED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://other:8080/api, other",
    "HTTP://other, other",
    "http://other?x, other",
    "http://[::1]/, [::1]",
    "/api?next=http://other/, own",
    "*, own"
  })
  void authorityOfAnAbsoluteTargetWinsOverHost(String target, String host) {
    assertThat(TargetHost.ofHeader(List.of("own"), target)).isEqualTo(host);
  }
}
