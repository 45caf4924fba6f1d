package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.dashboard.PlanField.Input;
import dev.lockstep.rest.PlanViews;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanFieldsTest {
  private static PlanViews.Parameter parameter(
      String type, List<Object> enumeration, Optional<Object> usual, boolean required) {
    return new PlanViews.Parameter(
        "Speed", type, Optional.empty(), Optional.empty(), "m/s", enumeration, usual, required, "");
  }

  private static PlanField field(PlanViews.Parameter parameter, PlanValues values) {
    return PlanFields.of(List.of(parameter), values, Map.of()).getFirst();
  }

  private static PlanField required(String type) {
    return field(parameter(type, List.of(), Optional.empty(), true), PlanValues.NONE);
  }

  @Test
  void wholeNumberHasTheEndsOfItsTypeWhereThePlanSaysNone() {
    assertThat(required("Uint16"))
        .extracting(PlanField::input, PlanField::step, PlanField::minimum, PlanField::maximum)
        .containsExactly(Input.NUMBER, "1", "0", "65535");
    assertThat(required("Int8"))
        .extracting(PlanField::minimum, PlanField::maximum)
        .containsExactly("-128", "127");
    assertThat(required("Uint64").maximum()).isEqualTo("18446744073709551615");
    assertThat(required("Float64"))
        .extracting(PlanField::step, PlanField::minimum, PlanField::maximum)
        .containsExactly("any", "", "");
  }

  @Test
  void limitsOfThePlanAreThoseOfTheField() {
    PlanViews.Parameter limited =
        new PlanViews.Parameter(
            "Speed",
            "Float32",
            Optional.of(new BigDecimal("1E+1")),
            Optional.of(new BigDecimal("20.5")),
            "",
            List.of(),
            Optional.empty(),
            true,
            "of the belt");
    PlanField field = field(limited, PlanValues.NONE);

    assertThat(field.minimum()).isEqualTo("10");
    assertThat(field.maximum()).isEqualTo("20.5");
    assertThat(field.label()).isEqualTo("Speed");
    assertThat(field.hint()).isEqualTo("of the belt; Float32; 10 to 20.5");
  }

  @Test
  void boolAndEnumerationAreChosenAndOthersAreTyped() {
    assertThat(required("Bool").options())
        .extracting(PlanField.Option::text)
        .containsExactly("choose", "true", "false");
    PlanField listed =
        field(
            parameter(
                "Float32",
                List.of(new BigDecimal("0.25"), new BigDecimal("0.5")),
                Optional.of(new BigDecimal("0.5")),
                false),
            PlanValues.NONE);
    assertThat(listed.options())
        .containsExactly(
            new PlanField.Option("0.25", "0.25", false), new PlanField.Option("0.5", "0.5", true));
    assertThat(listed.label()).isEqualTo("Speed [m/s]");
    assertThat(field(parameter("Bool", List.of(), Optional.empty(), false), PlanValues.NONE))
        .extracting(each -> each.options().getFirst().text())
        .isEqualTo("leave out");
    assertThat(required("String").input()).isEqualTo(Input.TEXT);
    assertThat(required("Float64Array").input()).isEqualTo(Input.AREA);
    assertThat(required("Object").hint()).isEqualTo("Object as JSON");
  }

  @Test
  void whatWasTypedStaysAndAnEmptyFieldGivesNoValue() {
    PlanValues typed =
        PlanValues.of(
            PostedForm.read("p.Speed=a%22b&p.Empty=+&other=1".getBytes(StandardCharsets.UTF_8)));
    PlanViews.Parameter usual = parameter("String", List.of(), Optional.of("slow"), false);

    assertThat(field(usual, typed).value()).isEqualTo("a\"b");
    assertThat(field(usual, PlanValues.NONE).value()).isEqualTo("slow");
    assertThat(field(usual, PlanValues.NONE).hint()).isEqualTo("String; empty: slow");
    assertThat(typed.parameters()).containsExactly(Map.entry("Speed", "a\"b"));
    assertThat(PlanValues.of(Map.of("List", List.of(1, 2))).texts()).containsEntry("List", "[1,2]");
  }
}
