package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.CommandName;
import dev.lockstep.device.Condition;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions that name the states of PackML instead of their numbers. */
class PackMlStatesTest {
  @TempDir Path directory;

  private Catalog catalog(String conditions) throws Exception {
    Files.writeString(
        directory.resolve("filler.yaml"),
        """
        name: filler
        deviceResources:
          - { name: State, attributes: { states: PackML }, properties: { valueType: Int32, readWrite: R } }
          - { name: Cmd, properties: { valueType: Int32, readWrite: RW } }
        deviceCommands:
          - name: Start
            readWrite: W
            resourceOperations: [{ deviceResource: Cmd, defaultValue: "2" }]
            tags: { lockstep: {
              requires: [{ resource: State, oneOf: [Idle, held] }],
              verify: { conditions: [%s], within: 30s } } }
        """
            .formatted(conditions));
    Files.writeString(
        directory.resolve("devices.yaml"),
        "deviceList: [{ name: f1, profileName: filler, protocols: { simulated: {} } }]");
    return Catalogs.load(directory);
  }

  private static Verification.Conditions verification(Catalog catalog) {
    return (Verification.Conditions) guarantees(catalog).verification();
  }

  private static Guarantees guarantees(Catalog catalog) {
    return catalog
        .devices()
        .get(new DeviceName("f1"))
        .profile()
        .commands()
        .get(new CommandName("Start"))
        .guarantees();
  }

  @Test
  void stateThatIsNamedIsItsNumber() throws Exception {
    Catalog catalog = catalog("{ resource: State, equals: Execute }");
    assertThat(catalog.report().faults()).isEmpty();
    assertThat(verification(catalog).conditions())
        .singleElement()
        .satisfies(each -> assertThat(each.holds(Value.Numeric.of(6))).isTrue())
        .satisfies(each -> assertThat(each.holds(Value.Numeric.of(9))).isFalse());
    Condition required = guarantees(catalog).requires().getFirst();
    assertThat(required.holds(Value.Numeric.of(4))).isTrue();
    assertThat(required.holds(Value.Numeric.of(11))).isTrue();
    assertThat(required.holds(Value.Numeric.of(6))).isFalse();
  }

  @Test
  void numberIsStillANumber() throws Exception {
    Catalog catalog = catalog("{ resource: State, notEquals: 9 }");
    assertThat(verification(catalog).conditions().getFirst().holds(Value.Numeric.of(9))).isFalse();
  }

  @Test
  void stateThatSaysFailedIsNamedToo() throws Exception {
    Catalog catalog =
        catalog(
            "{ resource: State, equals: Execute }], failed:"
                + " [{ resource: State, oneOf: [Aborting, aborted] }");
    assertThat(catalog.report().faults()).isEmpty();
    assertThat(verification(catalog).failed())
        .singleElement()
        .satisfies(each -> assertThat(each.holds(Value.Numeric.of(9))).isTrue())
        .satisfies(each -> assertThat(each.holds(Value.Numeric.of(6))).isFalse());
  }

  @Test
  void bothSpellingsOfTheLastStateAreIts() {
    assertThat(PackMlState.named("Complete")).contains(PackMlState.COMPLETE);
    assertThat(PackMlState.named("Completed")).contains(PackMlState.COMPLETE);
    assertThat(PackMlState.COMPLETE.number()).isEqualTo(17);
  }

  @Test
  void packTagOfAStateIsKnownByItsNameAndNumber() {
    for (String tag :
        List.of("StateCurrent", "Status.StateCurrent", "Status_StateCurrent", "STATECURRENT")) {
      assertThat(PackMlState.isTag(tag, ValueType.INT32)).as(tag).isTrue();
    }
    assertThat(PackMlState.isTag("StateRequested", ValueType.UINT16)).isTrue();
    assertThat(PackMlState.isTag("StateCurrent", ValueType.STRING)).isFalse();
    assertThat(PackMlState.isTag("StateCurrent", ValueType.FLOAT64)).isFalse();
    assertThat(PackMlState.isTag("StateCurrentTime", ValueType.INT32)).isFalse();
  }

  @Test
  @Tag("fault")
  void stateThatShowsDoneCannotShowFailed() throws Exception {
    Catalog catalog =
        catalog("{ resource: State, equals: 9 }], failed: [{ resource: State, equals: Aborted }");
    assertThat(catalog.report().faults().toString())
        .contains("State equals 9 shows the command as done and as failed");
  }

  @Test
  @Tag("fault")
  void stateThatIsNoneIsNamedWithTheOneThatIsMeant() throws Exception {
    assertThat(catalog("{ resource: State, equals: Excute }").report().faults().toString())
        .contains("State has no state \"Excute\"", "Execute");
  }
}
