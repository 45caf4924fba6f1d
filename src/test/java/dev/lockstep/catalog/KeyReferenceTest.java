package dev.lockstep.catalog;

import static dev.lockstep.KeyReference.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.KeyReference;
import dev.lockstep.device.Condition.Relation;
import dev.lockstep.device.Guarantees;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The page of keys names each key that is read, and no other. */
class KeyReferenceTest {
  private static final String PROMISES = "What a command promises: tags.lockstep";

  @TestFactory
  Stream<DynamicTest> tableHasTheKeysThatAreRead() {
    return Stream.of(
        table("A device", "key", ProfileKeys.DEVICE),
        table("A profile", "key", ProfileKeys.PROFILE),
        table("deviceResources", "key", ProfileKeys.RESOURCE),
        table("deviceResources", "in `properties`", ProfileKeys.PROPERTIES),
        table("deviceCommands", "key", ProfileKeys.COMMAND),
        table("deviceCommands", "in `resourceOperations`", ProfileKeys.OPERATION),
        table(PROMISES, "key", ProfileKeys.LOCKSTEP),
        table(
            PROMISES,
            "`prepare`",
            union(
                union(ProfileKeys.HANDSHAKE, union(ProfileKeys.EXCHANGE, ProfileKeys.RETAINED)),
                union(ProfileKeys.LOCK, ProfileKeys.JOB_ORDER))));
  }

  private static DynamicTest table(String heading, String head, Set<String> read) {
    return DynamicTest.dynamicTest(
        heading + ", " + head,
        () -> assertThat(keys(heading, head)).containsExactlyInAnyOrderElementsOf(read));
  }

  @Test
  void verifyHasItsTwoWordsBesideItsKeys() {
    assertThat(keys(PROMISES, "`verify`"))
        .containsExactlyInAnyOrder(
            "read-back",
            "acknowledged",
            "readBack",
            "conditions",
            "failed",
            "outputs",
            "otherwise");
    assertThat(KeyReference.words()).contains("`within`", "`tolerance`");
  }

  @Test
  void everyRelationIsNamed() {
    assertThat(KeyReference.words())
        .containsAll(Stream.of(Relation.values()).map(each -> "`" + each.word() + "`").toList());
  }

  @Test
  void defaultsAreThose() {
    assertThat(Guarantees.STALE_AFTER).isEqualTo(Duration.ofMinutes(15));
    assertThat(KeyReference.text())
        .contains(
            "| `15m` |",
            "within `%ds`, tolerance 0".formatted(Guarantees.READ_BACK_WITHIN.toSeconds()),
            "all hold `within` | within `%ds` |"
                .formatted(VerificationReader.CONDITIONS_WITHIN.toSeconds()),
            "may take to answer | `%ds` |".formatted(PreparationReader.WITHIN.toSeconds()));
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
  }
}
