package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.driver.opcua.StructureLayout.Field;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dictionaries of published companion models say what their DataTypeDefinitions say. For types
 * that have both, both are read, on a server that is not ours.
 */
class NodeOpcuaDictionariesTest {
  /**
   * In the published NodeSet of the standard the dictionary has no mask for these, though they have
   * optional fields.
   */
  private static final Set<String> CONTRADICTING =
      new TreeSet<>(
          Set.of("DatagramConnectionTransport2DataType", "LogRecord", "LogRecordsDataType"));

  @TempDir private static Path pki;
  @TempDir private static Path serverPki;
  private static ForeignPress server;
  private static OpcUaDriverFixture bench;
  private static ActiveSession session;
  private static DictionaryLayouts dictionaries;

  @BeforeAll
  static void start() throws Exception {
    server = ForeignPress.start(serverPki, "dictionaries.js");
    bench = new OpcUaDriverFixture(pki);
    Device device = OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(server.port()));
    OpcUaLink link = (OpcUaLink) bench.driver().open(device);
    OpcUaDriverFixture.awaitConnected(link);
    session = link.session().orElseThrow();
    AttributeReader reads = new AttributeReader(Duration.ofSeconds(10), bench.clock());
    dictionaries = new DictionaryLayouts(new TypeDictionaries(reads), session.types().properties());
  }

  @AfterAll
  static void stop() {
    if (bench != null) {
      bench.close();
      server.close();
    }
  }

  @Test
  void layoutsOfDictionariesAreThoseOfTheDefinitions() throws Exception {
    List<String> same = new ArrayList<>();
    SortedMap<String, String> different = new TreeMap<>();
    for (NodeId type : structures()) {
      Optional<StructureLayout> defined = defined(type);
      if (defined.isPresent()) {
        StructureLayout described =
            dictionaries.layout(session, type, defined.get().name(), deadline());
        String one = text(defined.get(), Set.of());
        String other = text(described, Set.of());
        assertThat(described.encoding()).isEqualTo(defined.get().encoding());
        if (one.equals(other)) {
          same.add(one);
        } else {
          different.put(described.name(), "%n%s%n%s".formatted(one, other));
        }
      }
    }
    assertThat(different.keySet()).as("%s", different).isEqualTo(CONTRADICTING);
    assertThat(same).hasSize(257);
    assertThat(String.join("", same)).contains("UNION", "OPTIONAL", "[]:", "Int32{0=");
  }

  private static Optional<StructureLayout> defined(NodeId type) throws UnansweredException {
    try {
      return Optional.of(session.types().structures().layout(session, type, deadline()));
    } catch (MisfitException isAbstract) {
      return Optional.empty();
    }
  }

  private static Set<NodeId> structures() throws UnansweredException {
    Set<NodeId> found = new LinkedHashSet<>();
    Queue<NodeId> ahead = new ArrayDeque<>(List.of(NodeIds.Structure));
    while (!ahead.isEmpty()) {
      BrowseDescription below =
          new BrowseDescription(
              ahead.remove(),
              BrowseDirection.Forward,
              NodeIds.HasSubtype,
              true,
              Unsigned.uint(0),
              Unsigned.uint(0));
      DataTypeHierarchy.browse(session, below, deadline()).stream()
          .map(each -> each.getNodeId().toNodeId(session.namespaces()))
          .flatMap(Optional::stream)
          .filter(found::add)
          .forEach(ahead::add);
    }
    return found;
  }

  /** All that is encoded, whichever node ids the structures inside have. */
  private static String text(StructureLayout layout, Set<String> outer) throws Exception {
    Set<String> seen = new LinkedHashSet<>(outer);
    if (!seen.add(layout.name())) {
      return "…";
    }
    List<String> fields = new ArrayList<>();
    for (Field field : layout.fields()) {
      String type =
          switch (field.type()) {
            case FieldType.BuiltIn builtIn ->
                builtIn.type() + field.bounds().words().map(Map::toString).orElse("");
            case FieldType.Nested nested -> text(nested(nested.dataType()), seen);
            case FieldType.AnyStructure any -> "any structure";
            case FieldType.AnyValue any -> "any value";
            case FieldType.Unsupported none -> "none: " + none.why();
          };
      fields.add(
          field.name()
              + (field.optional() ? "?" : "")
              + "[]".repeat(Math.max(0, field.rank()))
              + ":"
              + type);
    }
    return layout.kind() + fields.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  private static StructureLayout nested(NodeId dataType) throws Exception {
    Optional<DictionaryType> inside = DictionaryType.of(dataType);
    return inside.isPresent()
        ? dictionaries.layout(session, inside.get(), deadline())
        : session.types().structures().layout(session, dataType, deadline());
  }

  private static Deadline deadline() {
    return bench.in(20_000);
  }
}
