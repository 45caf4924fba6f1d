package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.DeviceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload changes, device by device. */
class CatalogDifferenceTest {
  private static final String PROFILE =
      """
      name: Press
      deviceResources:
        - name: Force
          attributes: {nodeId: "nsu=urn:test;s=Force"}
          properties: {valueType: Float64, readWrite: RW, minimum: 0, maximum: 200}
      deviceCommands:
        - name: set-force
          readWrite: RW
          resourceOperations: [{deviceResource: Force, defaultValue: "10"}]
      """;
  private static final String OVEN = PROFILE.replace("Press", "Oven");
  private static final String DEVICES =
      """
      deviceList:
        - {name: press-1, profileName: Press, protocols: {simulated: {Force: "1"}}}
        - {name: press-2, profileName: Press, protocols: {simulated: {Force: "1"}}}
        - {name: oven, profileName: Oven, protocols: {simulated: {Force: "1"}}}
      """;

  @TempDir private Path folder;
  private Catalog before;

  @BeforeEach
  void load() throws IOException {
    before = loaded(PROFILE, DEVICES);
  }

  private Catalog loaded(String profile, String devices) throws IOException {
    Files.writeString(folder.resolve("press.yaml"), profile);
    Files.writeString(folder.resolve("oven.yaml"), OVEN);
    Files.writeString(folder.resolve("devices.yaml"), devices);
    Catalog catalog = Catalogs.load(folder);
    assertThat(catalog.report().faults()).isEmpty();
    return catalog;
  }

  private CatalogDifference after(String profile, String devices) throws IOException {
    return before.differenceTo(loaded(profile, devices));
  }

  private static List<DeviceName> named(String... names) {
    return List.of(names).stream().map(DeviceName::new).toList();
  }

  @Test
  void commentsAndTheOrderOfKeysAreNoDifferenceAndChangeTheDigest() throws IOException {
    Catalog next =
        loaded(
            "# reviewed\n"
                + PROFILE.replace("minimum: 0, maximum: 200", "maximum: 200, minimum: 0"),
            DEVICES);
    CatalogDifference none = before.differenceTo(next);

    assertThat(none.untouched()).isEqualTo(3);
    assertThat(none.changed()).isEmpty();
    assertThat(next.digest()).matches("[0-9a-f]{64}").isNotEqualTo(before.digest());
    assertThat(loaded(PROFILE, DEVICES).digest()).isEqualTo(before.digest());
  }

  @Test
  void addedAndRemovedDevicesAreNamed() throws IOException {
    CatalogDifference difference = after(PROFILE, DEVICES.replace("press-2", "press-3"));

    assertThat(difference.added()).containsExactlyElementsOf(named("press-3"));
    assertThat(difference.removed()).containsExactlyElementsOf(named("press-2"));
    assertThat(difference.changed()).isEmpty();
    assertThat(difference.untouched()).isEqualTo(2);
  }

  @Test
  void profileChangesTheDevicesThatHaveItAndNoOthers() throws IOException {
    for (String profile :
        List.of(
            PROFILE.replace("\"10\"", "\"20\""),
            PROFILE.replace("maximum: 200", "maximum: 100"),
            PROFILE.replace("s=Force", "s=Strength"),
            PROFILE + "    isHidden: true\n",
            PROFILE + "    tags: {lockstep: {staleAfter: 1m}}\n")) {
      CatalogDifference difference = after(profile, DEVICES);
      assertThat(difference.changed())
          .as(profile)
          .containsExactlyElementsOf(named("press-1", "press-2"));
      assertThat(difference.untouched()).isEqualTo(1);
    }
  }

  @Test
  void addressDescriptionAndAdminStateChangeTheirDeviceAlone() throws IOException {
    String one = "{name: press-1, profileName: Press, protocols: {simulated: {Force: \"1\"}}";
    for (String other :
        List.of(
            one.replace("\"1\"", "\"2\""),
            one + ", description: moved",
            one + ", adminState: LOCKED")) {
      assertThat(after(PROFILE, DEVICES.replace(one, other)).changed())
          .as(other)
          .containsExactlyElementsOf(named("press-1"));
    }
  }
}
