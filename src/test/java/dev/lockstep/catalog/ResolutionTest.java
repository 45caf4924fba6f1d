package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionTest {
  private final Catalog catalog = Catalogs.load(Path.of("src/test/resources/catalog/plant"));

  @Test
  void thePlantLoads() {
    assertThat(catalog.report().faults()).isEmpty();
  }

  @Test
  void argumentsBecomeAssignmentsInTheOrderOfTheSteps() {
    Action action =
        resolved("m1", "Change", Map.of("Force", number("80.50"), "Recipe", number("7")));

    assertThat(action.work())
        .isEqualTo(
            new Work.Write(
                List.of(
                    List.of(new Assignment(new ResourceName("Recipe"), Value.Numeric.of(7))),
                    List.of(new Assignment(new ResourceName("Force"), Value.Numeric.of("80.5"))))));
  }

  @Test
  void readingIsAskedForAsSuch() {
    Action action = reading("m1", "Change");

    assertThat(action.readOnly()).isTrue();
    assertThat(action.guarantees().preparation()).isEqualTo(new Preparation.None());
    assertThat(action.guarantees().requires()).isEmpty();
  }

  @Test
  void whatCanBeWrittenIsNeverTakenForAReadingBecauseItsArgumentsAreMissing() {
    List<Reason> command = refused("m1", "Change", Map.of());
    assertThat(command).isNotEmpty().allMatch(each -> each.code() == Code.MISSING_ARGUMENT);
    assertThat(command.getFirst().detail()).endsWith("; to read it, send read: true");
    List<Reason> resource = refused("m1", "Force", Map.of());
    assertThat(resource).hasSize(1);
    assertThat(resource.getFirst().toString())
        .startsWith("MISSING_ARGUMENT m1 Force Force: the argument is missing");
  }

  @Test
  void nothingIsReadOfWhatOnlyActs() {
    Resolution resolution = catalog.reading("m1", "Horn");
    assertThat(resolution).isInstanceOf(Resolution.Refused.class);
    assertThat(((Resolution.Refused) resolution).reasons().getFirst().code())
        .isEqualTo(Code.NOT_READABLE);
  }

  @Test
  void readingCommandKeepsWhatItRequires() {
    assertThat(resolved("m1", "Look", Map.of()).guarantees().requires()).hasSize(1);
  }

  @Test
  void defaultsFillWhatTheRequestLeavesOut() {
    Action action = resolved("m1", "Change", Map.of("Recipe", number("7")));

    assertThat(values(action)).containsEntry("Force", Value.Numeric.of(100));
  }

  @Test
  void everyMissingArgumentIsNamed() {
    assertThat(refused("m1", "SetBoth", Map.of()))
        .hasToString(
            "[MISSING_ARGUMENT m1 SetBoth Recipe: the argument is missing (Uint16, 1 to 99),"
                + " MISSING_ARGUMENT m1 SetBoth Force: the argument is missing (Float64, 50"
                + " to 2000 kN)]");
  }

  @Test
  void allReasonsComeAtOnce() {
    assertThat(
            refused(
                "m1",
                "SetBoth",
                Map.of("Recipe", number("100"), "Force", "much", "Forse", number("1"))))
        .extracting(Reason::code)
        .containsExactlyInAnyOrder(Code.OUT_OF_RANGE, Code.WRONG_TYPE, Code.UNKNOWN_ARGUMENT);
  }

  @Test
  void unknownNamesAreAnsweredWithNearOnes() {
    assertThat(refused("m2", "SetBoth", Map.of()).getFirst().toString())
        .isEqualTo("UNKNOWN_DEVICE m2 SetBoth: no device is named \"m2\"; did you mean m1?");
    assertThat(refused("m1", "SetBoht", Map.of()).getFirst().toString())
        .isEqualTo(
            "UNKNOWN_COMMAND m1 SetBoht: no command is named \"SetBoht\"; did you mean SetBoth?");
    assertThat(refused("m1", "SetBoth", Map.of("Forse", 1)).getFirst().detail())
        .isEqualTo("no argument is named \"Forse\"; did you mean Force?");
  }

  @Test
  void namesThatNoFileCouldHoldAreRefusedToo() {
    assertThat(refused("", "x\u0000", Map.of()))
        .singleElement()
        .satisfies(each -> assertThat(each.code()).isEqualTo(Code.UNKNOWN_DEVICE));
    assertThat(refused("m1", "x".repeat(100_000), Map.of()).getFirst().detail())
        .hasSizeLessThan(300);
  }

  @Test
  void limitsAreInclusiveDecimals() {
    assertThat(values(resolved("m1", "Force", Map.of("Force", number("2000.0")))))
        .containsEntry("Force", Value.Numeric.of(2000));
    assertThat(
            refused("m1", "Force", Map.of("Force", number("2000.0000000000000000000000001")))
                .getFirst()
                .code())
        .isEqualTo(Code.OUT_OF_RANGE);
  }

  @Test
  void textOfNumbersAndFlagsIsTakenAsEdgeXClientsSendIt() {
    assertThat(values(resolved("m1", "Force", Map.of("Force", " 80.5 "))))
        .containsEntry("Force", Value.Numeric.of("80.5"));
    assertThat(values(resolved("m1", "Lamp", Map.of("Lamp", "TRUE"))))
        .containsEntry("Lamp", new Value.Flag(true));
    assertThat(values(resolved("m1", "Curve", Map.of("Curve", "[1, 2.5]"))))
        .containsEntry(
            "Curve", new Value.Listing(List.of(Value.Numeric.of(1), Value.Numeric.of("2.5"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NaN", "Infinity", "-Infinity", "1e999999999", "0x10", "", "1_000", "1,5"})
  void whatIsNoFiniteDecimalIsRefused(String text) {
    assertThat(refused("m1", "Force", Map.of("Force", text)).getFirst().code())
        .isEqualTo(Code.WRONG_TYPE);
  }

  @Test
  void hugeExponentNeverFillsTheMemory() {
    List<Reason> reasons = refused("m1", "Force", Map.of("Force", new BigDecimal("1e999999999")));

    assertThat(reasons.getFirst().code()).isEqualTo(Code.OUT_OF_RANGE);
  }

  @Test
  void doublesAreNeverNaN() {
    assertThat(refused("m1", "Force", Map.of("Force", Double.NaN)).getFirst().code())
        .isEqualTo(Code.WRONG_TYPE);
  }

  @Test
  void fractionsDoNotFitWholeTypes() {
    assertThat(refused("m1", "Recipe", Map.of("Recipe", number("7.5"))).getFirst().code())
        .isEqualTo(Code.OUT_OF_RANGE);
  }

  @Test
  void nullIsNoValue() {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("Force", null);

    assertThat(refused("m1", "Force", arguments).getFirst().toString())
        .isEqualTo("WRONG_TYPE m1 Force Force: expected Float64, found null");
  }

  @Test
  void wordsOfMappingsStandForValues() {
    assertThat(values(resolved("m1", "SetMode", Map.of("Mode", "Heat"))))
        .containsEntry("Mode", Value.Numeric.of(1));
    assertThat(values(resolved("m1", "SetMode", Map.of("Mode", number("2")))))
        .containsEntry("Mode", Value.Numeric.of(2));
    assertThat(refused("m1", "SetMode", Map.of("Mode", "Heet")).getFirst().detail())
        .isEqualTo("expected Int16, found the text \"Heet\"; words: Auto, Cool, Heat");
  }

  @Test
  void objectsListsAndOctetsAreTaken() {
    Action action =
        resolved("m1", "Order", Map.of("Order", Map.of("parts", List.of(number("1"), "two"))));

    assertThat(values(action).get("Order")).hasToString("{parts=[1, two]}");
    assertThat(values(resolved("m1", "Image", Map.of("Image", "AAEC"))))
        .containsEntry("Image", new Value.Octets("AAEC"));
    assertThat(refused("m1", "Image", Map.of("Image", "no base64!")).getFirst().code())
        .isEqualTo(Code.WRONG_TYPE);
    assertThat(refused("m1", "Order", Map.of("Order", "text")).getFirst().code())
        .isEqualTo(Code.WRONG_TYPE);
  }

  @Test
  void resourceCanBeCommandedByItsOwnName() {
    Action write = resolved("m1", "Force", Map.of("Force", 80));
    Action read = reading("m1", "Force");

    assertThat(write.guarantees()).isEqualTo(Guarantees.OF_WRITES);
    assertThat(read.work()).isEqualTo(new Work.Look(List.of(new ResourceName("Force"))));
  }

  @Test
  void whatOnlyReadsIsNotWritable() {
    assertThat(refused("m1", "Guard", Map.of("Guard", true)).getFirst().toString())
        .startsWith("NOT_WRITABLE m1 Guard Guard: the command only reads");
    assertThat(refused("m1", "Look", Map.of("Guard", true)).getFirst().code())
        .isEqualTo(Code.NOT_WRITABLE);
  }

  @Test
  void whatOnlyWritesTakesItsDefaultOrNamesWhatIsMissing() {
    assertThat(values(resolved("m1", "Lamp", Map.of())))
        .containsEntry("Lamp", new Value.Flag(true));
    assertThat(refused("m1", "Horn", Map.of()).getFirst().code()).isEqualTo(Code.MISSING_ARGUMENT);
  }

  @Test
  void methodIsCalledWithItsInputsInOrder() {
    Action action = resolved("m1", "Run", Map.of("Force", 80, "Recipe", 3));

    assertThat(action.work())
        .isEqualTo(
            new Work.Call(
                new ResourceName("Start"),
                List.of(
                    new Assignment(new ResourceName("Recipe"), Value.Numeric.of(3)),
                    new Assignment(new ResourceName("Force"), Value.Numeric.of(80)))));
    assertThat(action.guarantees().repeat()).isEqualTo(Repeat.ONCE);
    assertThat(action.guarantees().wholeDevice()).isTrue();
  }

  @Test
  void inputsOfMethodsKeepTheLimitsOfTheirResources() {
    assertThat(refused("m1", "Start", Map.of("Force", 10, "Recipe", 3)).getFirst().toString())
        .isEqualTo("OUT_OF_RANGE m1 Start Force: 10 is outside 50 to 2000 kN");
  }

  @Test
  void hiddenResourceHasNoCommandOfItsOwn() {
    assertThat(refused("m1", "CommandId", Map.of("CommandId", "x")).getFirst().toString())
        .startsWith("UNKNOWN_COMMAND m1 CommandId: the profile hides it");
  }

  @Test
  void whatIsNotSupportedIsSaid() {
    assertThat(refused("m1", "Masked", Map.of()).getFirst().toString())
        .isEqualTo("UNSUPPORTED m1 Masked: mask is not supported by this version");
    assertThat(refused("m1", "SetMasked", Map.of()).getFirst().toString())
        .isEqualTo(
            "UNSUPPORTED m1 SetMasked: resource Masked: mask is not supported by this version");
  }

  @Test
  void lockedDeviceTakesNoCommand() {
    assertThat(refused("out-of-service", "Look", Map.of()).getFirst().code())
        .isEqualTo(Code.UNSUPPORTED);
  }

  @Test
  void handshakeHoldsItsOwnNodesAndTrustsTheRecord() {
    Guarantees guarantees = resolved("m1", "Stage", Map.of("Recipe", 1)).guarantees();

    assertThat(guarantees.reserves())
        .extracting(ResourceName::value)
        .containsExactlyInAnyOrder("CommandId", "CommitId", "AbortId", "Force");
    assertThat(guarantees.repeat()).isEqualTo(Repeat.TESTABLE);
  }

  @Test
  void sidecarPromisesForProfileThatMayNotBeEdited() {
    assertThat(resolved("foreign", "SetForce", Map.of("Force", 60)).guarantees().repeat())
        .isEqualTo(Repeat.ONCE);
    assertThat(resolved("foreign", "Pulse", Map.of()).work()).isInstanceOf(Work.Write.class);
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  private Action reading(String device, String command) {
    Resolution resolution = catalog.reading(device, command);
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return ((Resolution.Resolved) resolution).action();
  }

  private Action resolved(String device, String command, Map<String, ?> arguments) {
    Resolution resolution = catalog.resolve(device, command, arguments);
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return ((Resolution.Resolved) resolution).action();
  }

  private List<Reason> refused(String device, String command, Map<String, ?> arguments) {
    Resolution resolution = catalog.resolve(device, command, arguments);
    assertThat(resolution).isInstanceOf(Resolution.Refused.class);
    return ((Resolution.Refused) resolution).reasons();
  }

  private static Map<String, Value> values(Action action) {
    Map<String, Value> values = new HashMap<>();
    ((Work.Write) action.work())
        .assignments()
        .forEach(each -> values.put(each.resource().value(), each.value()));
    return values;
  }
}
