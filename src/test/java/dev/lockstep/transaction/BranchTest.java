package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.branch;
import static dev.lockstep.transaction.TransactionSamples.look;
import static dev.lockstep.transaction.TransactionSamples.once;
import static dev.lockstep.transaction.TransactionSamples.resource;
import static dev.lockstep.transaction.TransactionSamples.task;
import static dev.lockstep.transaction.TransactionSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Work;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transaction holds, and what it is called. */
class BranchTest {

  @Test
  void writeHoldsWhatItWritesAndWhatItsProfileReserves() {
    Task task = task(0, 0, "press", TransactionSamples.writeRecipe(), reserving("Mode"));
    assertThat(branch(task).holds())
        .containsExactly(part("press", "Recipe"), part("press", "Mode"));
  }

  @Test
  void methodHoldsTheWholeDevice() {
    assertThat(branch(once(0, 0, "robot")).holds()).containsExactly(whole("robot"));
  }

  @Test
  void lookHoldsNothing() {
    Task wholeDevice =
        task(0, 0, "robot", new Work.Look(List.of(resource("Mode"))), Guarantees.OF_METHODS);
    Task reserving = task(1, 0, "robot", new Work.Look(List.of()), reserving("Mode"));
    assertThat(branch(look(0, 0)).holds()).isEmpty();
    assertThat(branch(wholeDevice, reserving).holds()).isEmpty();
  }

  @Test
  void sameResourceIsHeldOnce() {
    assertThat(branch(write(0, 0, "press"), write(1, 1, "press")).holds())
        .containsExactly(part("press", "Recipe"));
  }

  @Test
  void wholeDeviceCollidesWithEachOfItsResourcesAndNoOther() {
    assertThat(whole("press").collidesWith(part("press", "Recipe"))).isTrue();
    assertThat(part("press", "Recipe").collidesWith(whole("press"))).isTrue();
    assertThat(whole("press").collidesWith(whole("press"))).isTrue();
    assertThat(whole("press").collidesWith(part("oven", "Recipe"))).isFalse();
  }

  @Test
  void resourceCollidesWithItselfOnTheSameDeviceAlone() {
    Hold recipe = part("press", "Recipe");
    assertThat(recipe.collidesWith(part("press", "Recipe"))).isTrue();
    assertThat(recipe.collidesWith(part("press", "Mode"))).isFalse();
    assertThat(recipe.collidesWith(part("oven", "Recipe"))).isFalse();
  }

  @Test
  void oneNodeUnderTwoNamesCannotBeHeldTwice() {
    Hold press = located("press", Optional.of(resource("Recipe")), "ns=2;s=A");
    Hold twin = located("twin", Optional.of(resource("Rezept")), "ns=2;s=A");
    Hold other = located("twin", Optional.of(resource("Rezept")), "ns=2;s=B");
    assertThat(press.collidesWith(twin)).isTrue();
    assertThat(press.collidesWith(other)).isFalse();
  }

  @Test
  void wholeDeviceCollidesWithTheDevicesThatShareAnyOfIt() {
    Hold press = located("press", Optional.empty(), "ns=2;s=A", "twin");
    Hold twin = located("twin", Optional.of(resource("Rezept")), "ns=2;s=B", "press");
    assertThat(press.collidesWith(twin)).isTrue();
    assertThat(twin.collidesWith(press)).isTrue();
    assertThat(press.collidesWith(part("oven", "Recipe"))).isFalse();
    assertThat(part("oven", "Recipe").collidesWith(press)).isFalse();
  }

  @Test
  void reservationIsNamedByItsResourceOrAsTheWholeDevice() {
    assertThat(part("press", "Recipe")).hasToString("press Recipe");
    assertThat(whole("press")).hasToString("all of press");
  }

  private static Hold located(
      String device, Optional<ResourceName> resource, String node, String... sharing) {
    Set<DeviceName> devices = new HashSet<>();
    devices.add(new DeviceName(device));
    for (String each : sharing) {
      devices.add(new DeviceName(each));
    }
    Set<Target> targets = Set.of(new Target("opc.tcp://plc", node));
    return new Hold(new DeviceName(device), resource, targets, devices);
  }

  @Test
  void branchThatOnlyLooksHasNothingToDecide() {
    assertThat(branch(look(0, 0), look(1, 0)).readOnly()).isTrue();
    assertThat(branch(look(0, 0), write(1, 0, "press")).readOnly()).isFalse();
  }

  @Test
  void deviceKnowsATaskUnderTheSameNameAfterEveryRestart() {
    assertThat(write(3, 0, "press").reference(TransactionSamples.ID)).isEqualTo("changeover-7#3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "urn:tx~1", "A-z_0.9", "..."})
  void transactionIdOfTheAlphabetIsTaken(String id) {
    assertThat(new TransactionId(id)).hasToString(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a%2Fb", "ü", "a\n", "#1", "a?b", ".", ".."})
  void transactionIdOutsideTheAlphabetIsRefusedWithWhatIsAllowed(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TransactionId(id))
        .withMessageContaining("1 to 128");
  }

  @Test
  void transactionIdsAreInTheOrderOfTheirText() {
    assertThat(new TransactionId("a")).isLessThan(new TransactionId("b"));
    assertThat(new TransactionId("b")).isGreaterThan(new TransactionId("a"));
  }

  @Test
  void transactionIdHas128CharactersAtMost() {
    assertThat(new TransactionId("x".repeat(128)).value()).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> new TransactionId("x".repeat(129)));
  }

  private static Hold whole(String device) {
    return new Hold(new DeviceName(device), Optional.empty());
  }

  private static Hold part(String device, String name) {
    return new Hold(new DeviceName(device), Optional.of(resource(name)));
  }

  private static Guarantees reserving(String name) {
    Guarantees plain = Guarantees.OF_WRITES;
    return new Guarantees(
        plain.requires(),
        plain.preparation(),
        Set.of(resource(name)),
        false,
        plain.staleAfter(),
        plain.verification(),
        plain.repeat(),
        plain.undo());
  }
}
