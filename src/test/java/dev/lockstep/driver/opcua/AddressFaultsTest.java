package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Access;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFaultsTest {

  @Test
  void aSecureAddressInAnyLetterCaseHasNone() {
    assertThat(address(Map.of("ENDPOINT", "opc.tcp://press:4840", "user", "line"))).isEmpty();
  }

  @Test
  void aMissingEndpointIsNamed() {
    assertThat(address(Map.of()))
        .containsExactly(
            "protocols.opcua: Endpoint is missing; opc.tcp://HOST:4840 would be right");
  }

  @Test
  void allFaultsOfAnAddressAreToldAtOnce() {
    assertThat(
            address(
                Map.of(
                    "Endpoint", "http://press", "SecurityPolicy", "Basic1", "Password", "geheim")))
        .hasSize(3)
        .anyMatch(each -> each.contains("\"http://press\""))
        .anyMatch(each -> each.contains("SecurityPolicy is \"Basic1\""))
        .anyMatch(each -> each.contains("secrets belong into the gateway's configuration"))
        .noneMatch(each -> each.contains("geheim"));
  }

  @Test
  void noSecurityWantsTheDevicesOwnFlagAlsoOnLoopback() {
    Map<String, String> open =
        Map.of("Endpoint", "opc.tcp://127.0.0.1:4840", "SecurityPolicy", "None");
    assertThat(address(open)).singleElement().asString().contains("Insecure: true");
    assertThat(address(OpcUaDriverFixture.insecure(4840))).isEmpty();
  }

  @Test
  void aServerIsNamedByItsUriOrByItsCertificate() {
    String endpoint = "opc.tcp://press:4840";
    assertThat(address(Map.of("Endpoint", endpoint, "applicationuri", "urn:plc:Siemens:S7 1500")))
        .isEmpty();
    String print = "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01";
    assertThat(address(Map.of("Endpoint", endpoint, "Thumbprint", print))).isEmpty();
    assertThat(
            address(
                Map.of("Endpoint", endpoint, "ApplicationUri", "press-1", "Thumbprint", "AB:CD")))
        .containsExactly(
            "protocols.opcua: ApplicationUri is \"press-1\"; the URI that the server gives itself,"
                + " such as urn:HOST:VENDOR:PRODUCT, would be right",
            "protocols.opcua: Thumbprint is \"AB:CD\"; 40 (SHA-1) or 64 (SHA-256) hexadecimal"
                + " digits of the server's certificate would be right");
    assertThat(address(Map.of("Endpoint", endpoint, "ApplicationUri", ""))).hasSize(1);
  }

  @Test
  void whatIsAllowedAndShouldBeKnownIsAWarning() {
    Map<String, String> open = new HashMap<>(OpcUaDriverFixture.insecure(4840));
    assertThat(AddressWarnings.of(open)).isEmpty();
    open.put("User", "robin");
    assertThat(AddressWarnings.of(open))
        .singleElement()
        .asString()
        .startsWith(
            "protocols.opcua: User with SecurityPolicy None: the password is encrypted only");
    Map<String, String> secure =
        Map.of("Endpoint", "opc.tcp://press:4840", "Insecure", "true", "ServerUri", "urn:press");
    assertThat(AddressWarnings.of(secure))
        .hasSize(2)
        .anyMatch(each -> each.contains("Insecure: true beside Basic256Sha256"))
        .anyMatch(each -> each.contains("ServerUri is no key of it and is ignored"));
    assertThat(AddressWarnings.of(Map.of("Endpoint", "http://press"))).isEmpty();
  }

  @Test
  void anOldPolicyWantsTheFlagToo() {
    assertThat(address(Map.of("Endpoint", "opc.tcp://press:4840", "SecurityPolicy", "Basic256")))
        .singleElement()
        .asString()
        .contains("Basic256Sha256 with SignAndEncrypt would be right");
  }

  @Test
  void aMalformedNodeIsNamedWithWhatWouldBeRight() {
    assertThat(resource(Map.of("nodeId", "ns=x;Recipe")))
        .containsExactly(
            "resource Recipe: attribute nodeId is \"ns=x;Recipe\"; nsu=URI;s=NAME or ns=3;i=1001"
                + " would be right");
    assertThat(resource(Map.of())).singleElement().asString().contains("nodeId is missing");
    assertThat(resource(Map.of("methodId", "ns=2;s=Start")))
        .singleElement()
        .asString()
        .contains("objectId is missing");
    assertThat(resource(Map.of("nodeId", "ns=2;s=Recipe"))).isEmpty();
  }

  @Test
  void attributeThatIsNotUnderstoodIsNamedWithWhatWouldBeRight() {
    String node = "ns=2;s=Recipe";
    assertThat(resource(Map.of("nodeId", node, "euRange", "off")))
        .containsExactly(
            "resource Recipe: attribute euRange is \"off\"; leave it out, or write ignore");
    assertThat(resource(Map.of("nodeId", node, "locale", "de_DE")))
        .containsExactly(
            "resource Recipe: attribute locale is \"de_DE\"; de or en-US would be right,"
                + " or \"\" for none");
    assertThat(resource(Map.of("nodeId", node, "locale", "de", "arrayDimensions", "maximum")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4:2", "2:2", "a", "", " ", "-1", "5.0", "1,", "1;2"})
  void rangeThatIsNoneIsNamedWithWhatWouldBeRight(String range) {
    assertThat(resource(Map.of("nodeId", "s=Ramp", "indexRange", range)))
        .containsExactly(
            "resource Recipe: attribute indexRange is \"%s\"; 5, or 2:4 with the first index less"
                    .formatted(range)
                + " than the last, or 1,0:2 with one for each dimension, would be right");
  }

  @Test
  void rangeMustFitTheTypeAndHaveANode() {
    assertThat(resource(Map.of("nodeId", "s=Ramp", "indexRange", new BigDecimal(5)))).isEmpty();
    assertThat(resource(Map.of("nodeId", "s=Ramp", "indexRange", "1,2"))).isEmpty();
    assertThat(resource(Map.of("nodeId", "s=Ramp", "indexRange", "1,2:3")))
        .containsExactly(
            "resource Recipe: attribute indexRange is 1,2:3, more than one element, and Int32 is"
                + " one; Int32Array, or 1,0, would be right");
    assertThat(resource(Map.of("nodeId", "s=Ramp", "IndexRange", "5")))
        .containsExactly("resource Recipe: attribute IndexRange is spelled indexRange");
    assertThat(resource(Map.of("methodId", "s=M", "objectId", "s=O", "indexRange", "5")))
        .containsExactly(
            "resource Recipe: attribute indexRange is for the value of a node; a method has none:"
                + " leave it out");
  }

  @Test
  void inputOfAMethodIsNoPartOfANode() {
    Resource method =
        resourceOf(
            "Start", Map.of("methodId", "s=M", "objectId", "s=O", "inputMap", List.of("Recipe")));
    Resource input = resourceOf("Recipe", Map.of("indexRange", "5"));
    assertThat(faults(method, input))
        .containsExactly(
            "resource Recipe: attribute indexRange is for the value of a node; the input of a method"
                + " and the parameter of a job order are given whole: leave it out, or add nodeId");
  }

  private static List<String> address(Map<String, String> address) {
    return AddressFaults.of(OpcUaDriverFixture.press(address));
  }

  private static List<String> resource(Map<String, Object> attributes) {
    return faults(resourceOf("Recipe", attributes));
  }

  private static Resource resourceOf(String name, Map<String, Object> attributes) {
    return new Resource(
        new ResourceName(name),
        ValueType.INT32,
        Access.READ_WRITE,
        Resource.Limits.NONE,
        Scaling.NONE,
        "",
        attributes);
  }

  private static List<String> faults(Resource... all) {
    Map<ResourceName, Resource> resources = new HashMap<>();
    for (Resource each : all) {
      resources.put(each.name(), each);
    }
    Profile profile = new Profile(new ProfileName("press"), "", resources, Map.of());
    return AddressFaults.of(
        new Device(
            new DeviceName("Press-1"),
            profile,
            "",
            Map.of("opcua", OpcUaDriverFixture.insecure(4840))));
  }
}
