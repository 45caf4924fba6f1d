package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Access;
import dev.lockstep.device.CompanionModel;
import dev.lockstep.device.CompanionModel.JobOrders;
import dev.lockstep.device.CompanionModel.Lock;
import dev.lockstep.device.CompanionModel.Nameplate;
import dev.lockstep.device.CompanionModel.StateMachine;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.SelfDescription.Shape;
import dev.lockstep.device.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine's companion models bring to its draft, and what is left to a person. */
class DraftedModelsTest {
  @TempDir private Path folder;

  private static final List<String> STATE = List.of("Cell", "Filler", "State", "CurrentState");

  @Test
  void theNearestLockIsTaken() {
    String draft =
        draft(
            new Lock(List.of("Cell"), "nsu=urn:x;s=Outer"),
            new Lock(List.of("Cell", "Filler"), "nsu=urn:x;s=Inner"));

    assertThat(command(draft, "Filler.Speed")).contains("s=Inner").doesNotContain("s=Outer");
    assertThat(command(draft, "Filler.State.Hold")).contains("s=Inner");
    assertThat(command(draft, "Light")).contains("s=Outer");
  }

  @Test
  void whatStandsBesideALockIsNotUnderIt() {
    String draft = draft(new Lock(List.of("Cell", "Filler"), "nsu=urn:x;s=Inner"));

    assertThat(draft).doesNotContain("- deviceResource: \"Light\"");
  }

  @Test
  void aStateThatIsAWordInSomeLanguageProvesNothingByItself() {
    assertThat(command(draft(states(true)), "Filler.State.Hold"))
        .contains("verify: { conditions: [{ resource: \"Filler.State.CurrentState\"");
    assertThat(command(draft(states(false)), "Filler.State.Hold"))
        .contains("verify: acknowledged")
        .doesNotContain("verify: {");
  }

  @Test
  void theMachinesOwnNameplateIsTheProfiles() {
    Nameplate whole = new Nameplate(List.of("Cell"), "Acme", "Cell 9", "7");
    Nameplate part = new Nameplate(List.of("Cell", "Filler"), "Other", "F", "8");

    assertThat(draft(part, whole)).contains("manufacturer: \"Acme\"", "model: \"Cell 9\"");
  }

  @Test
  void severalMachinesSideBySideAreToldAndNoneIsChosen() {
    Nameplate one = new Nameplate(List.of("Cell", "One"), "Acme", "A", "");
    Nameplate two = new Nameplate(List.of("Cell", "Two"), "", "", "8");

    assertThat(draft(one, two))
        .contains("# Cell.One is Acme A.", "# Cell.Two is serial number 8.")
        .doesNotContain("manufacturer:");
  }

  @Test
  void whereSeveralProvidersAnswerForOrdersAPersonIsAsked() {
    JobOrders orders =
        new JobOrders(List.of("Cell", "Jobs"), "nsu=urn:x;s=R", List.of("i=1", "i=2"), List.of());

    assertThat(draft(orders))
        .contains("is this the provider of its responses?", "i=1, i=2")
        .contains("#responses: \"i=1\"");
  }

  private static StateMachine states(boolean sure) {
    return new StateMachine(
        "PackML",
        List.of("Cell", "Filler", "State"),
        STATE,
        new LinkedHashMap<>(Map.of("Held", "Held")),
        "Held",
        Map.of("Hold", "Held"),
        sure);
  }

  private static String draft(CompanionModel... models) {
    SelfDescription found =
        new SelfDescription(
            List.of(
                resource(List.of("Cell", "Filler", "Speed"), Access.READ_WRITE, ValueType.INT32),
                resource(List.of("Cell", "Light"), Access.READ_WRITE, ValueType.BOOL),
                resource(STATE, Access.READ, ValueType.STRING)),
            List.of(
                new SelfDescription.Method(
                    List.of("Cell", "Filler", "State", "Hold"),
                    "",
                    Map.of("objectId", "i=1", "methodId", "i=2"),
                    List.of(),
                    List.of(),
                    List.of())),
            List.of(),
            Optional.empty(),
            List.of(models),
            Optional.empty());
    return new ProfileDraft("cell", "here", found).profile();
  }

  @Test
  void stateOfPackMlThatIsAPlainNumberIsProposedAndIsLeftToAPerson() throws Exception {
    SelfDescription found =
        new SelfDescription(
            List.of(
                resource(List.of("Status", "StateCurrent"), Access.READ, ValueType.INT32),
                resource(List.of("Status", "CurMachSpeed"), Access.READ, ValueType.INT32)),
            List.of(),
            List.of(),
            Optional.empty());
    String draft = new ProfileDraft("cell", "here", found).profile();
    Matcher proposed = Pattern.compile("#(attributes: .*states.*)").matcher(draft);
    assertThat(proposed.results()).hasSize(1);
    assertThat(proposed.find(0)).isTrue();
    assertThat(checked(draft)).containsExactly(Map.entry("nodeId", "i=3"));

    String decided =
        draft.replaceFirst("attributes: .*", Matcher.quoteReplacement(proposed.group(1)));
    assertThat(checked(decided))
        .containsExactlyInAnyOrderEntriesOf(Map.of("nodeId", "i=3", "states", "PackML"));
  }

  /** The attributes of the state in a draft that passes the check. */
  private Map<String, Object> checked(String draft) throws IOException {
    Files.writeString(folder.resolve("cell.yaml"), draft);
    Catalog catalog = Catalog.load(List.of(folder), CatalogLimits.DEFAULT, device -> List.of());
    assertThat(catalog.report().faults()).isEmpty();
    return catalog
        .profiles()
        .get(new ProfileName("cell"))
        .resource(new ResourceName("StateCurrent"))
        .orElseThrow()
        .attributes();
  }

  private static SelfDescription.Found resource(List<String> path, Access access, ValueType type) {
    return new SelfDescription.Found(
        path, "", Shape.of(type), access, Map.of("nodeId", "i=3"), List.of());
  }

  /** Its lines in the draft. */
  private static String command(String draft, String name) {
    String commands = draft.substring(draft.indexOf("deviceCommands:"));
    int from = commands.indexOf("- name: \"%s\"".formatted(name));
    int until = commands.indexOf("\n  - name:", from);
    return commands.substring(from, until < 0 ? commands.length() : until);
  }
}
