package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What a person gives becomes what gateways are asked, with its type, or every fault at once. */
class PlanParametersTest {
  private static final String PLAN =
      """
      parameters:
        - { name: Recipe, valueType: Uint16, minimum: 1, maximum: 99 }
        - { name: Force, valueType: Float64, defaultValue: 120.5, units: kN }
        - { name: Speed, valueType: Float32, enumeration: [0.25, 0.5] }
        - { name: Product, valueType: String }
        - { name: Heat, valueType: Bool, required: false }
        - { name: Zones, valueType: Int8Array, defaultValue: [1, 2] }
      participants:
        - gateway: http://127.0.0.1:8081
          commands:
            - device: press
              command: LoadRecipe
              arguments:
                StagedRecipe: ${Recipe}
                StagedForce: "${Force}"
                Label: ${Product}-${Recipe}/${Force} $${Recipe}
                Product: ${Product}
                Heat: ${Heat}
                Zones: ${Zones}
                Nested: { speed: "${Speed}", list: [1, "${Recipe}", text], heat: "${Heat}" }
      """;

  private static PlanResolution resolve(Map<String, Object> parameters) {
    PlanReading reading = PlanReading.of(PLAN, PlanLimits.DEFAULT);
    assertThat(reading.faults()).isEmpty();
    assertThat(reading.warnings()).isEmpty();
    return reading.plan().orElseThrow().resolve(parameters);
  }

  private static Map<String, Object> arguments(Map<String, Object> parameters) {
    PlanResolution.Resolved resolved = (PlanResolution.Resolved) resolve(parameters);
    return resolved.participants().getFirst().commands().getFirst().arguments();
  }

  private static List<String> faults(Map<String, Object> parameters) {
    PlanResolution.Refused refused = (PlanResolution.Refused) resolve(parameters);
    return refused.faults().stream()
        .map(each -> each.path() + ": " + each.found() + "; " + each.remedy())
        .toList();
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  private static Map<String, Object> given() {
    Map<String, Object> given = new HashMap<>();
    given.put("Recipe", number("8"));
    given.put("Speed", number("0.5"));
    given.put("Product", "B");
    return given;
  }

  @Test
  void wholeValueKeepsItsTypeAndInsideATextItIsText() {
    assertThat(arguments(given()))
        .isEqualTo(
            Map.of(
                "StagedRecipe", number("8"),
                "StagedForce", number("120.5"),
                "Label", "B-8/120.5 ${Recipe}",
                "Product", "B",
                "Zones", List.of(number("1"), number("2")),
                "Nested",
                    Map.of(
                        "speed",
                        number("0.5"),
                        "list",
                        List.of(number("1"), number("8"), "text"))));
  }

  /** A text that looks like a number, or like a parameter, stays what it is. */
  @Test
  void textIsNeverReadASecondTime() {
    Map<String, Object> given = given();
    given.put("Product", "${Force}");
    given.put("Heat", true);
    assertThat(arguments(given))
        .containsEntry("Product", "${Force}")
        .containsEntry("Label", "${Force}-8/120.5 ${Recipe}")
        .containsEntry("Heat", true);
    given.put("Product", "007");
    assertThat(arguments(given)).containsEntry("Product", "007");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    Map<String, Object> given = new HashMap<>();
    given.put("Recipe", number("100"));
    given.put("Speed", number("0.3"));
    given.put("Force", "strong");
    given.put("Prodct", "B");
    given.put("Heat", "perhaps");
    given.put("Zones", List.of(number("1000")));
    assertThat(faults(given))
        .containsExactlyInAnyOrder(
            "parameters.Prodct: no parameter is named \"Prodct\"; did you mean Product?",
            "parameters.Recipe: 100 is outside 1 to 99; give Uint16, 1 to 99",
            "parameters.Force: expected Float64, found the text \"strong\"; give Float64 kN",
            "parameters.Speed: 0.3 is not among 0.25, 0.5; give Float32, one of 0.25, 0.5",
            "parameters.Product: the parameter is missing; give String",
            "parameters.Heat: expected Bool, found the text \"perhaps\"; give Bool",
            "parameters.Zones: 1000 does not fit Int8; give Int8Array");
  }

  @Test
  void longTextAndWrongKindsAreRefused() {
    Map<String, Object> given = given();
    given.put("Product", "x".repeat(1_001));
    given.put("Recipe", number("8.5"));
    given.put("Zones", "1, 2");
    assertThat(faults(given))
        .containsExactlyInAnyOrder(
            "parameters.Product: 1001 characters; at most 1000 are allowed; give String",
            "parameters.Recipe: 8.5 does not fit Uint16; give Uint16, 1 to 99",
            "parameters.Zones: expected Int8Array, found the text \"1, 2\"; give Int8Array");
  }

  /** Whatever a person types: it arrives as it is, wherever it stands. */
  @Property(tries = 300)
  void anyTextArrivesUnchanged(@ForAll @StringLength(max = 60) String product) {
    Map<String, Object> given = given();
    given.put("Product", product);
    assertThat(arguments(given))
        .containsEntry("Product", product)
        .containsEntry("Label", product + "-8/120.5 ${Recipe}");
  }

  @Property(tries = 300)
  void anyTextCanBeWrittenInAPlan(@ForAll @StringLength(max = 60) String text) {
    Substitution escaped = Substitution.parse(text.replace("${", "$${"));
    boolean doubled = text.contains("$${");
    assertThat(escaped.references()).isEmpty();
    if (!doubled) {
      assertThat(escaped.apply(Map.of()).orElse("")).isEqualTo(text);
    }
  }

  @Property(tries = 300)
  void numberIsTakenWhereItFitsAndNowhereElse(@ForAll int recipe) {
    Map<String, Object> given = given();
    given.put("Recipe", BigDecimal.valueOf(recipe));
    if (recipe >= 1 && recipe <= 99) {
      assertThat(arguments(given)).containsEntry("StagedRecipe", BigDecimal.valueOf(recipe));
    } else {
      assertThat(faults(given)).hasSize(1);
    }
  }
}
