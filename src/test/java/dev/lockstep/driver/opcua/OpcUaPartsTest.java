package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Comparison;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.SendResult;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of arrays, texts and octets: the rest of a node is neither read nor written. */
class OpcUaPartsTest {
  @TempDir private static Path pki;
  private static TestServer server;
  private static OpcUaDriverFixture bench;
  private static DeviceLink link;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    bench = new OpcUaDriverFixture(pki);
    link = bench.driver().open(device());
    OpcUaDriverFixture.awaitConnected(link);
  }

  @AfterAll
  static void stop() {
    bench.close();
    server.close();
  }

  @BeforeEach
  void asAtFirst() {
    server.arrays().asAtFirst();
  }

  @Test
  void elementOfAnArrayIsASingleValue() {
    assertThat(shown("Third")).isEqualTo("2");
    comesBack("Third", number(42));
    assertThat(server.arrays().value("Levels"))
        .isEqualTo(new Integer[] {0, 1, 42, 3, 4, 5, 6, 7, 8, 9});
    assertThat(server.arrays().requests()).containsExactly(List.of("Levels[2]"));
  }

  @Test
  void sliceIsAList() {
    assertThat(shown("Middle")).isEqualTo("[4, 5, 6]");
    comesBack("Middle", JsonValues.of("[40, 50, 60]"));
    assertThat(server.arrays().value("Levels"))
        .isEqualTo(new Integer[] {0, 1, 2, 3, 40, 50, 60, 7, 8, 9});
    assertThat(shown("OneInAList")).isEqualTo("[3]");
    comesBack("OneInAList", JsonValues.of("[30]"));
  }

  @Test
  void octetsAndTextsAreWrittenInParts() {
    assertThat(shown("ImageHead")).isEqualTo(octets("012").toString());
    comesBack("ImageHead", octets("abc"));
    assertThat(server.arrays().value("Image")).isEqualTo(ArrayNodes.bytes("abc3456789"));
    assertThat(shown("ImageBytes")).isEqualTo("[97, 98, 99]");
    comesBack("LabelTail", new Value.Text("xyz"));
    assertThat(server.arrays().value("Label")).isEqualTo("0123456xyz");
    comesBack("LabelFirst", new Value.Text("A"));
    assertThat(server.arrays().value("Label")).isEqualTo("A123456xyz");
    assertThat(shown("OctetPair")).isEqualTo(octets("\u0002\u0003").toString());
    comesBack("OctetPair", octets("ab"));
    assertThat(server.arrays().value("Octets").toString()).isNotEmpty();
    assertThat(shown("OctetsAll")).isEqualTo("[1, 97, 98, 4]");
  }

  @Test
  void elementOfTextsAndAPartOfOne() {
    assertThat(shown("Name")).isEqualTo("beta5");
    comesBack("Name", new Value.Text("another, longer one"));
    assertThat(shown("NamePart")).isEqualTo("mm");
    comesBack("NamePart", new Value.Text("MM"));
    comesBack("NameHeads", JsonValues.of("['xx', 'yy']"));
    assertThat(server.arrays().value("Names"))
        .isEqualTo(new String[] {"xxpha", "yyother, longer one", "gaMMa"});
    comesBack("Blob", octets("another"));
    comesBack("BlobPart", octets("XY"));
    assertThat(shown("Blob")).isEqualTo(octets("anXYher").toString());
  }

  @Test
  void nodeThatLeavesItsShapeOpenHasTheShapeOfItsValue() {
    assertThat(shown("OpenElement")).isEqualTo("1.5");
    comesBack("OpenElement", JsonValues.of("0.1"));
    comesBack("OpenSlice", JsonValues.of("[7, 8]"));
    assertThat(server.arrays().value("Open")).isEqualTo(new Double[] {0.5, 7.0, 8.0});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "Beyond ! 1 ! OUT_OF_RANGE ! the range 10 is not in the node, which holds 10 elements,"
            + " counted from 0",
        "Middle ! [1, 2] ! OUT_OF_RANGE ! the list has 2 elements; the range 4:6 takes 3",
        "Deep ! 1 ! OUT_OF_RANGE ! the range 1,1 is for 2 dimensions; the node's value has 1",
        "Undivided ! 1 ! OUT_OF_RANGE ! the node is a single Int32; indexRange is for arrays, texts"
            + " and octets",
        "LooseTail ! [1, 2, 3] ! OUT_OF_RANGE ! the machine's array ends within the range 2:4 now:"
            + " 2 of it are there",
        "LooseBeyond ! 1 ! OUT_OF_RANGE ! the server answers BadIndexRangeNoData for the range 9",
        "LabelTail ! 'ab' ! OUT_OF_RANGE ! the text has 2 characters; the range 7:9 takes 3",
        "LabelTail ! 'abö' ! UNSUPPORTED ! a part of a text is written in ASCII alone: other"
            + " letters are counted differently by each server",
        "LabelLong ! 'abcd' ! OUT_OF_RANGE ! the machine's text ends within the range 8:11 now: 2"
            + " of it are there",
        "NameFew ! 'alpha' ! OUT_OF_RANGE ! the range 0:1 has more than one element, and String is"
            + " one",
        "Third ! 2147483648 ! WRONG_TYPE ! 2147483648 does not fit the node's Int32",
        "WholeOne ! 1 ! NOT_WRITABLE ! the node is written whole only (WriteFullArrayOnly); leave"
            + " indexRange out, and write the whole value",
      })
  void whatAServerWouldRefuseIsKnownBeforeTheVote(
      String resource, String json, Code code, String detail) {
    assertThat(examine(resource, JsonValues.of(json)))
        .extracting(Reason::code, Reason::detail)
        .containsExactly(tuple(code, detail));
    assertThat(server.arrays().requests()).isEmpty();
  }

  @Test
  void arrayThatIsShorterTodayIsRefusedAndTakenWhenItIsLongEnough() {
    assertThat(examine("LooseTail", JsonValues.of("[1, 2, 3]"))).hasSize(1);
    assertThat(shown("LooseTail")).isEqualTo("[12, 13]");
    server.arrays().set("Loose", new Integer[] {0, 1, 2, 3, 4});
    comesBack("LooseTail", JsonValues.of("[7, 8, 9]"));
    server.arrays().set("Loose", new Integer[] {0});
    assertThat(shown("LooseTail")).contains("BadIndexRangeNoData").contains("for the range 2:4");
  }

  @Test
  void partsOfOneNodeGoInOneRequestAndEachHasItsAnswer() {
    List<SendResult> sent =
        link.write(
            List.of(
                set("Third", 1), set("LooseBeyond", 2), set("Middle", JsonValues.of("[3, 4, 5]"))),
            bench.in(5_000));
    assertThat(sent.get(0)).isInstanceOf(SendResult.Accepted.class);
    assertThat(sent.get(1)).isEqualTo(new SendResult.Rejected("LooseBeyond: BadIndexRangeNoData"));
    assertThat(sent.get(2)).isInstanceOf(SendResult.Accepted.class);
    assertThat(server.arrays().requests())
        .containsExactly(List.of("Levels[2]", "Loose[9]", "Levels[4:6]"));
    assertThat(server.arrays().value("Levels"))
        .isEqualTo(new Integer[] {0, 1, 1, 3, 3, 4, 5, 7, 8, 9});
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        StatusCodes.Bad_WriteNotSupported,
        StatusCodes.Bad_IndexRangeInvalid,
        StatusCodes.Bad_IndexRangeNoData,
        StatusCodes.Bad_IndexRangeDataMismatch
      })
  void refusalOfARangeProvesThatNothingMoved(long status) {
    server.arrays().refuseParts("Firm", status);
    assertThat(link.write(List.of(set("FirmOne", 42)), bench.in(5_000)).getFirst())
        .isInstanceOf(SendResult.Rejected.class);
    assertThat(shown("FirmOne")).isEqualTo("2");
  }

  @Test
  void serverThatDoesNotWritePartsIsRefusedAtTheNextVote() {
    server.arrays().refuseParts("Stubborn", StatusCodes.Bad_WriteNotSupported);
    assertThat(examine("StubbornOne", number(1))).isEmpty();
    link.write(List.of(set("StubbornOne", 1)), bench.in(5_000));
    assertThat(examine("StubbornOne", number(1)))
        .extracting(Reason::code, Reason::detail)
        .containsExactly(
            tuple(
                Code.NOT_WRITABLE,
                "the server has answered BadWriteNotSupported to a write of a part of this node;"
                    + " leave indexRange out, and write the whole value"));
  }

  @Test
  void watchTellsOfChangesInTheRangeAndOfNoOthers() {
    List<String> told = new CopyOnWriteArrayList<>();
    try (DeviceLink.Watch _ =
        link.watch(List.of(name("Third"), name("Middle")), each -> told.add(text(each)))) {
      await().until(() -> told.size() == 2);
      assertThat(told).containsExactlyInAnyOrder("Third 2", "Middle [4, 5, 6]");
      server.arrays().set("Levels", new Integer[] {9, 1, 2, 3, 4, 5, 6, 7, 8, 9});
      server.arrays().set("Levels", new Integer[] {9, 1, 2, 3, 4, 5, 60, 7, 8, 9});
      await().until(() -> told.contains("Middle [4, 5, 60]"));
      server.arrays().set("Levels", new Integer[] {9, 1, 20, 3, 4, 5, 60, 7, 8, 9});
      await().until(() -> told.contains("Third 20"));
      assertThat(told).hasSize(4);
    }
  }

  private static String text(Reading reading) {
    return reading instanceof Reading.Seen seen
        ? seen.resource() + " " + seen.value()
        : reading.toString();
  }

  private static String shown(String resource) {
    Reading reading = bench.reading(link, resource);
    return reading instanceof Reading.Seen seen ? seen.value().toString() : reading.toString();
  }

  private static void comesBack(String resource, Value value) {
    assertThat(examine(resource, value)).isEmpty();
    SendResult sent = link.write(List.of(set(resource, value)), bench.in(5_000)).getFirst();
    assertThat(sent).isInstanceOf(SendResult.Accepted.class);
    assertThat(bench.reading(link, resource))
        .isInstanceOfSatisfying(
            Reading.Seen.class,
            seen ->
                assertThat(
                        Comparison.matches(value, seen.value(), seen.encoding(), BigDecimal.ZERO))
                    .as("%s reads %s", value, seen.value())
                    .isTrue());
  }

  private static List<Reason> examine(String resource, Value value) {
    return link.examine(new Work.Write(List.of(List.of(set(resource, value)))), bench.in(5_000));
  }

  private static Value number(long number) {
    return Value.Numeric.of(number);
  }

  private static Value octets(String text) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    return new Value.Octets(Base64.getEncoder().encodeToString(octets));
  }

  private static Device device() {
    Map<ResourceName, Resource> resources = new HashMap<>();
    add(resources, "Third", "Levels", "2", ValueType.INT32);
    add(resources, "Middle", "Levels", "4:6", ValueType.INT32_ARRAY);
    add(resources, "OneInAList", "Levels", "3", ValueType.INT32_ARRAY);
    add(resources, "Beyond", "Levels", "10", ValueType.INT32);
    add(resources, "Deep", "Levels", "1,1", ValueType.INT32);
    add(resources, "LooseTail", "Loose", "2:4", ValueType.INT32_ARRAY);
    add(resources, "LooseBeyond", "Loose", "9", ValueType.INT32);
    add(resources, "WholeOne", "Whole", "1", ValueType.INT32);
    add(resources, "StubbornOne", "Stubborn", "1", ValueType.INT32);
    add(resources, "FirmOne", "Firm", "2", ValueType.INT32);
    add(resources, "Undivided", "Single", "0", ValueType.INT32);
    add(resources, "ImageHead", "Image", "0:2", ValueType.BINARY);
    add(resources, "ImageBytes", "Image", "0:2", ValueType.UINT8_ARRAY);
    add(resources, "OctetPair", "Octets", "1:2", ValueType.BINARY);
    add(resources, "OctetsAll", "Octets", "0:3", ValueType.UINT8_ARRAY);
    add(resources, "LabelTail", "Label", "7:9", ValueType.STRING);
    add(resources, "LabelFirst", "Label", "0", ValueType.STRING);
    add(resources, "LabelLong", "Label", "8:11", ValueType.STRING);
    add(resources, "Name", "Names", "1", ValueType.STRING);
    add(resources, "NamePart", "Names", "2,2:3", ValueType.STRING);
    add(resources, "NameHeads", "Names", "0:1,0:1", ValueType.STRING_ARRAY);
    add(resources, "NameFew", "Names", "0:1", ValueType.STRING);
    add(resources, "Blob", "Blobs", "1", ValueType.BINARY);
    add(resources, "BlobPart", "Blobs", "1,2:3", ValueType.BINARY);
    add(resources, "OpenElement", "Open", "1", ValueType.FLOAT64);
    add(resources, "OpenSlice", "Open", "1:2", ValueType.FLOAT64_ARRAY);
    Profile profile = new Profile(new ProfileName("arrays"), "", resources, Map.of());
    Map<String, String> address = OpcUaDriverFixture.insecure(server.port());
    return new Device(
        new DeviceName("Press-1"), profile, "", Map.of(OpcUaDriver.PROTOCOL, address));
  }

  private static void add(
      Map<ResourceName, Resource> resources,
      String name,
      String node,
      String range,
      ValueType type) {
    Map<String, Object> attributes = Map.of("indexRange", range);
    String id = "nsu=" + ArrayNodes.URI + ";s=" + node;
    resources.put(name(name), JsonValues.resource(name, type, id, attributes));
  }
}
