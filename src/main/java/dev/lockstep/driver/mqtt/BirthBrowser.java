package dev.lockstep.driver.mqtt;

import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.driver.mqtt.EdgeNodeSession.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Browses Sparkplug B: takes in the births of edge nodes and their devices, and who speaks without
 * one (Sparkplug 3.0.0, 6.4). Sends nothing, and has no part in the session of an edge node: a
 * birth describes it whatever came before. Not thread-safe.
 */
final class BirthBrowser {
  /** Where a Sparkplug-aware broker keeps births (Sparkplug 3.0.0, 10.1.4). */
  static final String CERTIFICATES = "$sparkplug/certificates/";

  private static final int NODES_MAX = 10_000;
  private static final int SHOWN = 5;

  private final Map<String, BrowsedNode> nodes = new TreeMap<>();
  private final int readMax;
  private final int metricsMax;
  private final Map<String, String> address;
  private final Set<String> foreign = new TreeSet<>();
  private int metrics;
  private int births;
  private int leftOut;

  /**
   * @param readMax metrics of one birth that are read
   * @param metricsMax metrics of all births together
   * @param address of the broker, as a device list gives it to the driver
   */
  BirthBrowser(int readMax, int metricsMax, Map<String, String> address) {
    this.readMax = readMax;
    this.metricsMax = metricsMax;
    this.address = address;
  }

  /** Whether a topic is one of Sparkplug's. */
  static boolean owns(String topic) {
    return topic.startsWith(SparkplugAddress.NAMESPACE + "/") || topic.startsWith(CERTIFICATES);
  }

  /**
   * Takes in a message of an edge node; others of the namespace are passed over.
   *
   * @param topic {@code spBv1.0/GROUP/KIND/NODE[/DEVICE]}, also below {@link #CERTIFICATES}
   * @param retained whether the broker had kept it
   */
  void receive(String topic, byte[] payload, boolean retained) {
    String bare = topic.startsWith(CERTIFICATES) ? topic.substring(CERTIFICATES.length()) : topic;
    String[] levels = bare.split("/", -1);
    boolean known =
        (levels.length == 4 || levels.length == 5) && levels[0].equals(SparkplugAddress.NAMESPACE);
    if (!known) {
      return;
    }
    Optional<Kind> kind =
        Arrays.stream(Kind.values()).filter(each -> each.name().equals(levels[2])).findFirst();
    if (kind.isEmpty() || kind.get().name().startsWith("D") != (levels.length == 5)) {
      return;
    }
    String name = levels[1] + "/" + levels[3];
    if (nodes.size() == NODES_MAX && !nodes.containsKey(name)) {
      leftOut++;
      return;
    }
    Optional<String> unusable =
        Arrays.stream(levels).flatMap(level -> unusable(level).stream()).findFirst();
    if (unusable.isPresent()) {
      if (foreign.size() < SHOWN) {
        foreign.add("%s: an id that %s".formatted(ErrorText.brief(bare), unusable.get()));
      }
      return;
    }
    BrowsedNode node = nodes.computeIfAbsent(name, each -> new BrowsedNode(levels[1], levels[3]));
    String device = levels.length == 5 ? levels[4] : BrowsedNode.ITSELF;
    receive(node, new Message(kind.get(), device, payload, retained));
  }

  /** Why a device list may not have this id (4.1). */
  private static Optional<String> unusable(String id) {
    return id.isEmpty() ? Optional.of("is empty") : Topics.fault(id);
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Message(Kind kind, String device, byte[] payload, boolean retained) {}

  private void receive(BrowsedNode node, Message message) {
    switch (message.kind()) {
      case NBIRTH, DBIRTH -> birth(node, message);
      case NDATA, DDATA -> {
        if (!message.retained()) {
          node.spoke(message.device());
        }
      }
      case NDEATH -> {
        if (!message.retained()) {
          node.died(bdSeq(message.payload()));
        }
      }
      case DDEATH -> {
        if (!message.retained()) {
          node.died(message.device());
        }
      }
    }
  }

  private Optional<Long> bdSeq(byte[] payload) {
    try {
      return SparkplugCodec.decode(payload, readMax).whole("bdSeq");
    } catch (MalformedPayloadException unreadable) {
      return Optional.empty(); // it died all the same
    }
  }

  private void birth(BrowsedNode node, Message message) {
    SparkplugPayload payload;
    try {
      payload = SparkplugCodec.decode(message.payload(), readMax);
    } catch (MalformedPayloadException unreadable) {
      String more =
          unreadable.detail().startsWith("more than")
              ? " (lockstep.mqtt.sparkplug.metrics-max; the gateway would not read it either)"
              : "";
      node.unreadable(
          message.device(), "%s is %s%s".formatted(message.kind(), unreadable.detail(), more));
      return;
    }
    int before = node.metricsOf(message.device());
    if (metrics - before + payload.metrics().size() > metricsMax) {
      leftOut++;
      node.unreadable(message.device(), "%s is beyond --max-topics".formatted(message.kind()));
      return;
    }
    if (node.born(message.device(), payload, message.retained())) {
      metrics += payload.metrics().size() - before;
      births++;
    }
  }

  int nodes() {
    return nodes.size();
  }

  int births() {
    return births;
  }

  /** What was left out for want of room. */
  int leftOut() {
    return leftOut;
  }

  /** The edge nodes that speak, or whose devices do, without a birth: GROUP/NODE. */
  List<String> unborn() {
    return nodes.entrySet().stream()
        .filter(each -> !each.getValue().unborn().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What was born, and has a metric that a profile can hold. */
  List<DiscoveredDevice> devices() {
    return all().stream().filter(each -> !each.self().resources().isEmpty()).toList();
  }

  private List<DiscoveredDevice> all() {
    List<DiscoveredDevice> devices = new ArrayList<>();
    for (BrowsedNode node : nodes.values()) {
      node.births().forEach((device, birth) -> devices.add(device(node, device, birth)));
    }
    return devices;
  }

  private DiscoveredDevice device(BrowsedNode node, String device, BrowsedNode.Birth birth) {
    Map<String, String> keys = new LinkedHashMap<>(address);
    keys.put("GroupId", node.group());
    keys.put("EdgeNodeId", node.name());
    List<String> path = new ArrayList<>(List.of(node.group(), node.name()));
    if (!device.isEmpty()) {
      keys.put("DeviceId", device);
      path.add(device);
    }
    SelfDescription self = MetricDescription.of(birth.metrics());
    return new DiscoveredDevice(
        path,
        SparkplugMappingReader.PROTOCOL,
        keys,
        Map.of(),
        self,
        Map.of(),
        node.remarks(device));
  }

  /**
   * What is missing, and what to do.
   *
   * @param asked the edge nodes that were asked for births
   */
  List<String> remarks(Set<String> asked) {
    List<String> remarks = new ArrayList<>(foreign);
    nodes.values().forEach(node -> remarks.addAll(node.troubles()));
    all().stream()
        .filter(each -> each.self().resources().isEmpty())
        .filter(each -> !MetricDescription.isBare(each.self()))
        .limit(SHOWN)
        .forEach(each -> remarks.add(RetainedBrowser.nothingOf(each)));
    Set<String> unborn = new TreeSet<>(unborn());
    asked.stream().filter(each -> !born(each)).forEach(unborn::add);
    tell(
        unborn.stream().filter(each -> !asked.contains(each)).toList(),
        "%d edge nodes speak, or devices of theirs, that gave no birth meanwhile: %s; --rebirth"
            + " asks those that speak, which is a command to them, --rebirth-of GROUP/NODE asks"
            + " one",
        remarks);
    tell(
        unborn.stream().filter(asked::contains).toList(),
        "no birth came of %d edge nodes that were asked, or of devices of theirs: %s; --listen"
            + " waits longer, and a birth larger than lockstep.mqtt.packet-max never comes",
        remarks);
    return remarks;
  }

  private boolean born(String node) {
    BrowsedNode known = nodes.get(node);
    return known != null && known.births().values().stream().anyMatch(each -> !each.kept());
  }

  private static void tell(List<String> nodes, String sentence, List<String> remarks) {
    if (!nodes.isEmpty()) {
      String more = nodes.size() > SHOWN ? ", …" : "";
      String shown =
          String.join(", ", nodes.stream().limit(SHOWN).map(ErrorText::brief).toList()) + more;
      remarks.add(sentence.formatted(nodes.size(), shown));
    }
  }
}
