package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Access;
import dev.lockstep.device.CompanionModel;
import dev.lockstep.device.CompanionModel.JobOrders;
import dev.lockstep.device.CompanionModel.Lock;
import dev.lockstep.device.CompanionModel.Nameplate;
import dev.lockstep.device.CompanionModel.StateMachine;
import dev.lockstep.device.CompanionModel.WorkMaster;
import dev.lockstep.device.Resource;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.SelfDescription.Argument;
import dev.lockstep.device.SelfDescription.Shape;
import dev.lockstep.device.ValueType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a machine says of itself becomes a profile without faults. */
class ProfileDraftTest {
  private static final List<String> WORDS =
      List.of(
          "Press",
          "Speed",
          "a b",
          "ü",
          "\"quoted\"",
          "back\\slash",
          "# no comment",
          "- no item",
          "key: value",
          "{ flow }",
          "line\nfeed",
          "tab\tbed",
          "\u0000",
          "\u2028",
          "😀",
          "\ud800",
          "yes",
          "null",
          "1e3",
          "",
          " ",
          "/",
          "x".repeat(300),
          "&anchor",
          "*alias",
          "!tag",
          "'",
          "%");

  @TempDir private Path folder;

  @Test
  void namesWhatWasFoundByTheWayToIt() throws Exception {
    SelfDescription found =
        new SelfDescription(
            List.of(
                resource(List.of("Plant", "Press", "Force"), Access.READ_WRITE, force()),
                resource(List.of("Plant", "Press", "Mode"), Access.READ_WRITE, mode()),
                resource(List.of("Plant", "Oven", "Force"), Access.READ, Shape.of(ValueType.BOOL))),
            List.of(
                new SelfDescription.Method(
                    List.of("Plant", "Press", "Start"),
                    "Runs one cycle.",
                    Map.of("objectId", "ns=2;s=Press", "methodId", "ns=2;s=Press.Start"),
                    List.of(new SelfDescription.Argument("Count", "", Shape.of(ValueType.UINT16))),
                    List.of("Done (Boolean)"),
                    List.of())),
            List.of(
                new SelfDescription.Omission(List.of("Plant", "Press", "Curve"), "is a matrix")),
            Optional.empty());

    ProfileDraft draft = new ProfileDraft("press", "opc.tcp://press:4840", found);
    String profile = draft.profile();

    assertThat(profile)
        .contains("name: \"Press.Force\"", "minimum: \"0\", maximum: \"100\", units: \"kN\"")
        .contains("mappings: { \"0\": \"Off\", \"1\": \"Auto\" }")
        .contains("inputMap: [\"Press.Start.Count\"]")
        .contains("# Decide: what proves that it was done?", "(its outputs are Done (Boolean))")
        .contains("# - Plant.Press.Curve is a matrix");
    Catalog catalog = checked(draft, profile);
    assertThat(catalog.devices().values())
        .singleElement()
        .satisfies(
            device ->
                assertThat(device.profile().commands().keySet())
                    .extracting(Object::toString)
                    .contains("Press.Mode", "Press.Start"));
  }

  @Test
  void saysWhereItIsNotAll() {
    SelfDescription part =
        new SelfDescription(List.of(), List.of(), List.of(), Optional.of("3 nodes"));

    assertThat(new ProfileDraft("p", "here", part).profile())
        .contains("# This is not all: 3 nodes.");
  }

  @Test
  void leavesOutWhatOneProfileHasNoRoomForAndSaysSo() throws Exception {
    List<SelfDescription.Found> many = new ArrayList<>();
    for (int each = 0; each < 7_000; each++) {
      many.add(resource(List.of("P", "V" + each), Access.READ_WRITE, Shape.of(ValueType.INT32)));
    }
    SelfDescription found =
        new SelfDescription(
            many,
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(new Lock(List.of("P"), "nsu=urn:x;s=L")),
            Optional.empty());

    ProfileDraft draft = new ProfileDraft("profile", "here", found);

    assertThat(draft.unfinished()).hasValueSatisfying(why -> assertThat(why).contains("--under"));
    checked(draft, draft.profile());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void passesTheCheckWhateverTheMachineSays(long seed) throws Exception {
    Random random = new Random(seed);
    List<SelfDescription.Found> resources = new ArrayList<>();
    List<SelfDescription.Method> methods = new ArrayList<>();
    for (int each = 0; each < 60; each++) {
      Access access = any(random, List.of(Access.values()));
      resources.add(resource(path(random), access, shape(random)));
      List<SelfDescription.Argument> inputs = new ArrayList<>();
      for (int input = random.nextInt(4); input > 0; input--) {
        inputs.add(new SelfDescription.Argument(word(random), word(random), shape(random)));
      }
      methods.add(
          new SelfDescription.Method(
              path(random),
              word(random),
              Map.of("objectId", "ns=2;s=O", "methodId", "ns=2;s=M" + each),
              inputs,
              List.of(word(random)),
              List.of(word(random))));
    }
    List<SelfDescription.Omission> omissions =
        List.of(new SelfDescription.Omission(path(random), word(random)));
    SelfDescription found =
        new SelfDescription(
            resources,
            methods,
            omissions,
            Optional.of(word(random)),
            models(random, resources, methods),
            Optional.empty());

    ProfileDraft draft = new ProfileDraft("profile", word(random), found);

    checked(draft, draft.profile());
  }

  private static List<CompanionModel> models(
      Random random, List<SelfDescription.Found> resources, List<SelfDescription.Method> methods) {
    List<String> state = path(random);
    resources.add(resource(state, Access.READ, Shape.of(ValueType.UINT32)));
    SelfDescription.Method led = any(random, methods);
    List<String> machine = led.path().subList(0, led.path().size() - 1);
    SequencedMap<String, Object> states = new LinkedHashMap<>(Map.of(word(random), 6L));
    String known = states.firstEntry().getKey();
    Argument parameter = new Argument(word(random), word(random), Shape.of(ValueType.INT16));
    List<String> responses = new ArrayList<>();
    for (int each = random.nextInt(3); each > 0; each--) {
      responses.add("nsu=urn:x;s=" + word(random));
    }
    return List.of(
        new Nameplate(path(random), word(random), word(random), word(random)),
        new Lock(any(random, resources).path().subList(0, 1), "nsu=urn:x;s=" + word(random)),
        new StateMachine(
            word(random),
            machine,
            state,
            states,
            known,
            Map.of(led.path().getLast(), known),
            random.nextBoolean()),
        new JobOrders(
            path(random),
            "nsu=urn:x;s=" + word(random),
            responses,
            List.of(
                new WorkMaster("W" + word(random), word(random), List.of(parameter, parameter)),
                new WorkMaster("V" + word(random), word(random), List.of()))));
  }

  private Catalog checked(ProfileDraft draft, String profile) throws IOException {
    Files.writeString(folder.resolve("profile.yaml"), profile);
    Files.writeString(
        folder.resolve("device.yaml"),
        draft.device("M \"1\"", "simulated", Map.of("Speed", "1: {")));
    Catalog catalog = Catalogs.load(folder);
    assertThat(catalog.report().faults()).as(profile).isEmpty();
    return catalog;
  }

  private static SelfDescription.Found resource(List<String> path, Access access, Shape shape) {
    return new SelfDescription.Found(
        path, "", shape, access, Map.of("nodeId", "ns=2;s=N"), List.of("A remark."));
  }

  private static Shape force() {
    return new Shape(
        ValueType.FLOAT64,
        new Resource.Limits(Optional.of(BigDecimal.ZERO), Optional.of(new BigDecimal("100"))),
        "kN",
        new TreeMap<>());
  }

  private static Shape mode() {
    return new Shape(
        ValueType.INT32,
        Resource.Limits.NONE,
        "",
        new TreeMap<>(Map.of(0L, "Off", 1L, "Auto", 2L, "Off", 3L, "")));
  }

  private static Shape shape(Random random) {
    ValueType type = any(random, List.of(ValueType.values()));
    if (type == ValueType.OBJECT || type == ValueType.OBJECT_ARRAY) {
      type = ValueType.STRING;
    }
    SortedMap<Long, String> words = new TreeMap<>();
    if (type.kind() == ValueType.Kind.WHOLE) {
      for (int each = random.nextInt(5); each > 0; each--) {
        words.put((long) random.nextInt(100), word(random));
      }
    }
    return new Shape(type, Resource.Limits.NONE, word(random), words);
  }

  private static List<String> path(Random random) {
    List<String> path = new ArrayList<>();
    for (int each = 1 + random.nextInt(4); each > 0; each--) {
      path.add(word(random));
    }
    return path;
  }

  private static String word(Random random) {
    return any(random, WORDS);
  }

  private static <T> T any(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
