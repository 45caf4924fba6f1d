package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Golden;
import dev.lockstep.driver.Sent;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.junit.jupiter.api.Test;

class StatusTableTest {
  private static final Path GOLDEN = Path.of("src/test/resources/opcua-status-table.txt");

  @Test
  void everyStatusCodeHasTheMeaningThatWasReviewed() throws Exception {
    Map<Long, String> lines = new TreeMap<>();
    for (Field field : StatusCodes.class.getFields()) {
      if (field.getType() == long.class) {
        StatusCode status = new StatusCode(field.getLong(null));
        String name = field.getName().replace("_", "");
        String meaning = StatusTable.meaning(status).word();
        lines.put(status.value(), "0x%08X %s: %s".formatted(status.value(), name, meaning));
      }
    }
    assertThat(lines).hasSizeGreaterThanOrEqualTo(270);
    Golden.check(GOLDEN, String.join("\n", lines.values()) + "\n");
  }

  @Test
  void aCodeThatNobodyListedIsUnknown() {
    StatusCode vendor = new StatusCode(0x8FFF0000L);
    assertThat(StatusTable.sent(vendor, "Recipe"))
        .isEqualTo(new Sent.Unknown("Recipe: status 0x8FFF0000"));
  }

  @Test
  void flagsInTheLowerHalfDoNotChangeTheMeaning() {
    StatusCode goodWithLimitBits = new StatusCode(0x00000400L);
    assertThat(StatusTable.meaning(goodWithLimitBits)).isEqualTo(StatusTable.Meaning.ACCEPTED);
  }
}
