package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Golden;
import dev.lockstep.driver.SendResult;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        lines.put(status.value(), "0x%08X %s: %s".formatted(status.value(), name, words(status)));
      }
    }
    assertThat(lines).hasSizeGreaterThanOrEqualTo(270);
    Golden.check(GOLDEN, String.join("\n", lines.values()) + "\n");
  }

  /** Of a written node; of a method; of a method one of whose inputs is bad; of a whole Call. */
  private static String words(StatusCode status) {
    return "%s | %s | %s | %s"
        .formatted(
            StatusTable.ofWrite(status).word(),
            StatusTable.ofMethod(status, false).word(),
            StatusTable.ofMethod(status, true).word(),
            StatusTable.ofCall(status).word());
  }

  @Test
  void aCodeThatIsNotListedIsUnknown() {
    StatusCode vendor = new StatusCode(0x8FFF0000L);
    assertThat(StatusTable.sent(StatusTable.ofWrite(vendor), vendor, "Recipe"))
        .isEqualTo(new SendResult.Unknown("Recipe: status 0x8FFF0000"));
  }

  @Test
  void onlyWhatAServerSaysBeforeItRunsAMethodProvesThatItDidNotRun() throws Exception {
    List<String> proofs = new ArrayList<>();
    for (Field field : StatusCodes.class.getFields()) {
      if (field.getType() == long.class) {
        StatusCode status = new StatusCode(field.getLong(null));
        StatusTable.Meaning meaning = StatusTable.ofMethod(status, false);
        assertThat(meaning).isNotEqualTo(StatusTable.Meaning.NOT_SENT);
        if (meaning == StatusTable.Meaning.REJECTED) {
          proofs.add(field.getName());
        }
      }
    }
    assertThat(proofs)
        .containsExactlyInAnyOrder(
            "Bad_NodeIdInvalid",
            "Bad_NodeIdUnknown",
            "Bad_MethodInvalid",
            "Bad_NotExecutable",
            "Bad_ArgumentsMissing",
            "Bad_TooManyArguments",
            "Bad_UserAccessDenied",
            "Bad_SecurityModeInsufficient");
  }

  @Test
  void flagsInTheLowerHalfDoNotChangeTheMeaning() {
    StatusCode goodWithLimitBits = new StatusCode(0x00000400L);
    assertThat(StatusTable.ofWrite(goodWithLimitBits)).isEqualTo(StatusTable.Meaning.ACCEPTED);
  }
}
