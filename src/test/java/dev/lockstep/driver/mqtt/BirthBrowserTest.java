package dev.lockstep.driver.mqtt;

import static dev.lockstep.driver.mqtt.SparkplugPayloads.birth;
import static dev.lockstep.driver.mqtt.SparkplugPayloads.flag;
import static dev.lockstep.driver.mqtt.SparkplugPayloads.metric;
import static dev.lockstep.driver.mqtt.SparkplugPayloads.number;
import static dev.lockstep.driver.mqtt.SparkplugPayloads.text;
import static dev.lockstep.driver.mqtt.SparkplugPayloads.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.lockstep.device.Access;
import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.SelfDescription.Found;
import dev.lockstep.device.SelfDescription.Omission;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What births say, and what is made of those that say it badly. */
class BirthBrowserTest {
  private static final Map<String, String> ADDRESS = Map.of("Broker", "mqtt://127.0.0.1:1883");

  @TempDir private Path folder;
  private final BirthBrowser browser = new BirthBrowser(100, 1_000, ADDRESS);

  private void live(String topic, byte[] payload) {
    browser.receive(topic, payload, false);
  }

  private SelfDescription of(Metric.Builder... metrics) {
    live("spBv1.0/Plant/DBIRTH/Press/Drive", birth(metrics));
    return browser.devices().getFirst().self();
  }

  private String checked() throws Exception {
    BrokerDescription found =
        new BrokerDescription(browser.devices(), browser.remarks(Set.of()), Optional.empty());
    return BrowsedBroker.check(BrowsedBroker.written(found, folder.resolve("drafted")));
  }

  private String profile() throws Exception {
    return Files.readString(folder.resolve("drafted/profile-0.yaml"));
  }

  @Test
  void propertiesBecomeUnitsRangeAccessAndRemarks() throws Exception {
    Metric.Builder speed = metric("Motor/Speed", 10).setDoubleValue(12.5);
    with(speed, "engUnit", text("1/min"));
    with(speed, "EngLow", number(0));
    with(speed, "engHigh", number(1500.5));
    with(speed, "documentation", text("of the main drive"));
    Metric.Builder hours = metric("Motor/Hours", 7).setIntValue(3);
    with(hours, "readOnly", flag(true));
    with(hours, "Quality", PropertyValue.newBuilder().setType(3).setIntValue(500));

    SelfDescription self = of(speed, hours);

    Found first = self.resources().getFirst();
    assertThat(first.description()).isEqualTo("of the main drive");
    assertThat(first.shape().units()).isEqualTo("1/min");
    assertThat(first.shape().limits().minimum())
        .hasValueSatisfying(low -> assertThat(low).isEqualByComparingTo(BigDecimal.ZERO));
    assertThat(first.shape().limits().maximum()).contains(new BigDecimal("1500.5"));
    assertThat(first.access()).isEqualTo(Access.READ_WRITE);
    assertThat(first.attributes()).isEqualTo(Map.of("metric", "Motor/Speed"));
    Found second = self.resources().getLast();
    assertThat(second.access()).isEqualTo(Access.READ);
    assertThat(second.remarks())
        .containsExactly("The birth gives it the quality 500, which is not good (192).");
    assertThat(checked()).endsWith("1 device: 0 faults, 0 warnings\n");
    assertThat(profile())
        .contains(
            "properties: { valueType: \"Float64\", readWrite: \"RW\", minimum: \"0.0\", maximum:"
                + " \"1500.5\", units: \"1/min\" }",
            "properties: { valueType: \"Uint32\", readWrite: \"R\" }");
  }

  @ParameterizedTest
  @CsvSource({
    "1,INT8",
    "2,INT16",
    "3,INT32",
    "4,INT64",
    "5,UINT8",
    "6,UINT16",
    "7,UINT32",
    "8,UINT64",
    "9,FLOAT32",
    "10,FLOAT64",
    "11,BOOL",
    "12,STRING",
    "13,INT64",
    "14,STRING",
    "15,STRING",
    "17,BINARY",
    "18,BINARY",
    "22,INT8_ARRAY",
    "29,UINT64_ARRAY",
    "30,FLOAT32_ARRAY",
    "32,BOOL_ARRAY",
    "33,STRING_ARRAY",
    "34,INT64_ARRAY"
  })
  void typesAreThoseThatTheDriverReads(int datatype, ValueType type) throws Exception {
    assertThat(of(metric("Value", datatype).setIsNull(true)).resources())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.shape().type()).isEqualTo(type);
              assertThat(found.remarks()).contains("The birth has no value of it.");
            });
    assertThat(checked()).contains("1 device: 0 faults");
  }

  @Test
  void whatNoProfileHoldsIsLeftOutWithItsReason() throws Exception {
    SelfDescription self =
        of(
            metric("bdSeq", 4).setLongValue(1),
            metric("Node Control/Rebirth", 11).setBooleanValue(false),
            metric("Table", 16).setDatasetValue(Payload.DataSet.newBuilder()),
            metric("Recipe", 19).setTemplateValue(Payload.Template.newBuilder()),
            metric("Odd", 99).setIntValue(1),
            Metric.newBuilder().setName("Untyped").setIntValue(1),
            Metric.newBuilder().setAlias(7).setDatatype(3).setIntValue(1),
            metric("Twice", 3).setIntValue(1),
            metric("Twice", 10).setDoubleValue(1),
            metric("x".repeat(1001), 3).setIntValue(1));

    assertThat(self.resources())
        .singleElement()
        .satisfies(found -> assertThat(found.shape().type()).isEqualTo(ValueType.FLOAT64));
    assertThat(self.omissions())
        .extracting(Omission::why)
        .satisfiesExactlyInAnyOrder(
            why -> assertThat(why).contains("command to the edge node"),
            why -> assertThat(why).contains("type DataSet, which is not supported"),
            why -> assertThat(why).contains("type Template, which is not supported"),
            why -> assertThat(why).contains("unknown type 99"),
            why -> assertThat(why).contains("of no type"),
            why -> assertThat(why).contains("without a name (alias 7)"),
            why -> assertThat(why).contains("twice"),
            why -> assertThat(why).contains("1001 characters"));
    assertThat(checked()).contains("0 faults");
    assertThat(profile()).contains("# - Recipe is of type Template, which is not supported");
  }

  /** The gateway names a metric by its alias alone: one that is not unique moves another. */
  @Test
  void metricWhoseAliasIsAnothersTooIsNotWritten() {
    SelfDescription self =
        of(
            metric("Up", 3).setAlias(5).setIntValue(1),
            metric("Down", 3).setAlias(5).setIntValue(1),
            metric("Speed", 3).setAlias(6).setIntValue(1));

    assertThat(self.resources())
        .extracting(Found::access)
        .containsExactly(Access.READ, Access.READ, Access.READ_WRITE);
    assertThat(self.resources().getFirst().remarks())
        .singleElement()
        .asString()
        .contains("alias 5 too");
  }

  @Test
  void namesThatAreNoneForAProfileAreMadeSo() throws Exception {
    String longOne = "Zone/" + "very".repeat(200);
    of(
        metric("a\"b\\c: {x}, #1\n", 3).setIntValue(1),
        metric("/", 3).setIntValue(1),
        metric("SPEED", 3).setIntValue(1),
        metric("speed", 3).setIntValue(1),
        metric("Drehzahl/Süd \u202e", 3).setIntValue(1),
        metric(longOne, 3).setIntValue(1));

    assertThat(checked()).endsWith("2 files, 1 profile, 1 device: 0 faults, 0 warnings\n");
    assertThat(profile()).contains("- name: \"speed_2\"\n    attributes: { metric: \"speed\" }");
  }

  @Test
  void nodesWithEqualDeviceNamesAreTwoDevices() throws Exception {
    byte[] born = birth(metric("Speed", 3).setIntValue(1));
    live("spBv1.0/Plant/DBIRTH/A/Drive", born);
    live("spBv1.0/Plant/DBIRTH/B/Drive", born);
    live("spBv1.0/Plant/DBIRTH/B.Drive/x", born);
    live("spBv1.0/Plant/DBIRTH/B/Drive.x", born);

    assertThat(checked()).endsWith("5 files, 4 profiles, 4 devices: 0 faults, 0 warnings\n");
    assertThat(Files.readString(folder.resolve("drafted/plant.devices.yaml")))
        .contains("\"A.Drive\"", "\"B.Drive\"", "\"B.Drive.x\"", "\"B.Drive.x_2\"");
  }

  @Test
  void birthThatCannotBeReadIsToldAndTheOthersAreTaken() {
    live("spBv1.0/Plant/NBIRTH/Press", "no protobuf".getBytes(StandardCharsets.UTF_8));
    live("spBv1.0/Plant/DBIRTH/Press/Drive", birth(metric("Speed", 3).setIntValue(1)));
    live(
        "spBv1.0/Plant/DBIRTH/Oven/Zone",
        Payload.newBuilder().setUuid("SPBV1.0_COMPRESSED").build().toByteArray());

    assertThat(browser.devices()).hasSize(1);
    assertThat(browser.remarks(Set.of()))
        .satisfiesExactly(
            oven -> assertThat(oven).contains("Plant/Oven/Zone: its DBIRTH is compressed"),
            press -> assertThat(press).contains("Plant/Press: its NBIRTH is not a Sparkplug B"));
  }

  @Test
  void birthWithMoreMetricsThanTheGatewayReadsIsToldWithTheKey() {
    Metric.Builder[] many = new Metric.Builder[101];
    for (int each = 0; each < many.length; each++) {
      many[each] = metric("M" + each, 3).setIntValue(each);
    }
    live("spBv1.0/Plant/NBIRTH/Press", birth(many));

    assertThat(browser.devices()).isEmpty();
    assertThat(browser.remarks(Set.of()))
        .singleElement()
        .asString()
        .contains("more than 100 metrics", "lockstep.mqtt.sparkplug.metrics-max");
  }

  @Test
  void birthsBeyondTheLimitOfAllAreCountedAndToldWithTheOption() {
    BirthBrowser narrow = new BirthBrowser(100, 2, ADDRESS);
    byte[] two = birth(metric("A", 3).setIntValue(1), metric("B", 3).setIntValue(1));
    narrow.receive("spBv1.0/Plant/NBIRTH/One", two, false);
    narrow.receive("spBv1.0/Plant/NBIRTH/One", two, false);
    narrow.receive("spBv1.0/Plant/NBIRTH/Two", two, false);

    assertThat(narrow.devices()).hasSize(1);
    assertThat(narrow.leftOut()).isEqualTo(1);
    assertThat(narrow.remarks(Set.of())).singleElement().asString().contains("--max-topics");
  }

  @Test
  void deathOfAnEarlierSessionSaysNothingAndOfThisOneIsTold() {
    byte[] born = birth(metric("bdSeq", 4).setLongValue(3), metric("Mode", 3).setIntValue(1));
    live("spBv1.0/Plant/NBIRTH/Press", born);
    live("spBv1.0/Plant/NDEATH/Press", SparkplugPayloads.death(2));
    assertThat(browser.devices().getFirst().remarks()).noneMatch(each -> each.contains("died"));

    live("spBv1.0/Plant/NDEATH/Press", SparkplugPayloads.death(3));
    assertThat(browser.devices().getFirst().remarks()).anyMatch(each -> each.contains("died"));
  }

  @Test
  void birthThatWasKeptIsMarkedAndALiveOneTakesItsPlace() {
    byte[] old = birth(metric("Old", 3).setIntValue(1));
    browser.receive("spBv1.0/Plant/NBIRTH/Press", old, true);
    assertThat(browser.devices().getFirst().remarks()).anyMatch(each -> each.contains("kept"));

    live("spBv1.0/Plant/NBIRTH/Press", birth(metric("New", 3).setIntValue(1)));
    browser.receive("$sparkplug/certificates/spBv1.0/Plant/NBIRTH/Press", old, true);

    DiscoveredDevice press = browser.devices().getFirst();
    assertThat(press.remarks()).noneMatch(each -> each.contains("kept"));
    assertThat(press.self().resources().getFirst().path()).containsExactly("New");
  }

  @Test
  void idsThatNoDeviceListMayHaveAreLeftOutWithTheReason() throws Exception {
    byte[] born = birth(metric("Speed", 3).setIntValue(1));
    live("spBv1.0/Plant/DBIRTH/Press/{device}", born);
    live("spBv1.0//DBIRTH/Press/Drive", born);
    live("spBv1.0/Plant/DBIRTH/Press/Drive", born);

    assertThat(browser.remarks(Set.of())).hasSize(2).allMatch(each -> each.contains("id"));
    assertThat(checked()).endsWith("2 files, 1 profile, 1 device: 0 faults, 0 warnings\n");
  }

  /** A catalog reads 5000 resources and 4 MiB of a profile. */
  @Test
  void birthThatIsLargerThanAProfileIsTakenAsFarAsThereIsRoom() throws Exception {
    BirthBrowser roomy = new BirthBrowser(20_000, 100_000, ADDRESS);
    Metric.Builder[] many = new Metric.Builder[6_000];
    Metric.Builder[] wide = new Metric.Builder[6_000];
    for (int each = 0; each < many.length; each++) {
      many[each] = metric("M" + each, 3).setIntValue(each);
      wide[each] = metric("é".repeat(900) + each, 3).setIntValue(each);
    }
    roomy.receive("spBv1.0/Plant/NBIRTH/Many", birth(many), false);
    roomy.receive("spBv1.0/Plant/NBIRTH/Wide", birth(wide), false);

    List<DiscoveredDevice> devices = roomy.devices();
    assertThat(devices.getFirst().self().resources()).hasSize(5_000);
    assertThat(devices.getLast().self().omissions().getFirst().why()).contains("4 MiB");
    BrokerDescription found = new BrokerDescription(devices, List.of(), Optional.empty());
    assertThat(BrowsedBroker.check(BrowsedBroker.written(found, folder.resolve("drafted"))))
        .endsWith("3 files, 2 profiles, 2 devices: 0 faults, 0 warnings\n");
  }

  @Test
  void deviceOfNothingButTemplatesIsToldAndNoDevice() {
    live(
        "spBv1.0/Plant/NBIRTH/Press",
        birth(metric("Node Control/Rebirth", 11).setBooleanValue(false)));
    live(
        "spBv1.0/Plant/DBIRTH/Press/Drive",
        birth(metric("Recipe", 19).setTemplateValue(Payload.Template.newBuilder())));

    assertThat(browser.devices()).isEmpty();
    assertThat(browser.remarks(Set.of()))
        .containsExactly(
            "Plant/Press/Drive has nothing that a profile can hold: Recipe is of type Template,"
                + " which is not supported");
  }

  @Test
  void messagesThatAreNoneOfAnEdgeNodeHaveNoEffect() {
    for (String topic :
        List.of(
            "spBv1.0/STATE/host",
            "spBv1.0/Plant/NBIRTH",
            "spBv1.0/Plant/NBIRTH/Press/Drive",
            "spBv1.0/Plant/DCMD/Press/Drive",
            "spBv1.0/Plant/NDATA/Press/a/b")) {
      live(topic, ByteString.EMPTY.toByteArray());
    }
    assertThat(browser.nodes()).isZero();
  }
}
