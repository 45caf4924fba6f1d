package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
  private static final String WHOLE =
      "HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"ü\":1}";

  @Test
  void isThereWhenItsLastByteIs() {
    byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);

    for (int count = 0; count < bytes.length; count++) {
      assertThat(HttpAnswer.read(bytes, count)).as("%d bytes", count).isEmpty();
    }
    assertThat(HttpAnswer.read(bytes, bytes.length))
        .contains(new HttpAnswer(409, "{\"ü\":1}", bytes.length));
  }

  @Test
  void knowsHeadersInAnyLetterCaseAndAnEmptyBody() {
    byte[] bytes =
        "HTTP/1.1 204 No Content\r\ncontent-length:0\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    assertThat(HttpAnswer.read(bytes, bytes.length))
        .contains(new HttpAnswer(204, "", bytes.length));
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
