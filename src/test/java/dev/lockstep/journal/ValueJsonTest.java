package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.device.Value;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a machine shows that is no number, and no value at all, is kept as it was shown. */
class ValueJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void nullAndNumbersThatAreNoneAreReadAsTheyWereWritten() throws IOException {
    Value shown =
        new Value.Listing(
            List.of(
                new Value.Null(),
                Value.NonFinite.NAN,
                Value.NonFinite.POSITIVE_INFINITY,
                Value.NonFinite.NEGATIVE_INFINITY));
    StringWriter text = new StringWriter();
    try (JsonGenerator json = MAPPER.createGenerator(text)) {
      ValueJson.write(json, shown);
    }
    assertThat(text)
        .hasToString(
            "[null,{\"number\":\"NAN\"},{\"number\":\"POSITIVE_INFINITY\"},"
                + "{\"number\":\"NEGATIVE_INFINITY\"}]");
    assertThat(ValueJson.read(MAPPER.readTree(text.toString()))).isEqualTo(shown);
  }
}
