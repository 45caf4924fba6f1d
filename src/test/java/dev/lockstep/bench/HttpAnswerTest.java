package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
  private static final String HEAD =
      "HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n";
  private static final String WHOLE = HEAD + "{\"ü\":1}";

  @Test
  void isThereWhenItsLastByteIs() {
    byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);

    for (int count = 0; count < bytes.length; count++) {
      assertThat(HttpAnswer.read(bytes, count)).as("%d bytes", count).isEmpty();
    }
    assertThat(HttpAnswer.read(bytes, bytes.length))
        .contains(new HttpAnswer(409, HEAD, "{\"ü\":1}", bytes.length));
  }

  @Test
  void knowsHeadersInAnyLetterCaseAndAnEmptyBody() {
    String head = "HTTP/1.1 201 Created\r\ncontent-length:0\r\nLOCATION: http://a/b\r\n\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.UTF_8);

    HttpAnswer answer = HttpAnswer.read(bytes, bytes.length).orElseThrow();

    assertThat(answer).isEqualTo(new HttpAnswer(201, head, "", bytes.length));
    assertThat(answer.header("Location")).contains("http://a/b");
    assertThat(answer.header("Link")).isEmpty();
  }

  @Test
  void refusesABodyOfUnknownLength() {
    byte[] bytes =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> HttpAnswer.read(bytes, bytes.length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length of the body");
  }
}
