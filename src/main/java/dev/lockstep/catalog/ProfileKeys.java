package dev.lockstep.catalog;

import dev.lockstep.device.Condition.Relation;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of profiles and device lists, by their position; the JSON Schema for editors has the
 * same.
 */
final class ProfileKeys {
  static final Set<String> PROFILE =
      Set.of(
          "name",
          "manufacturer",
          "model",
          "description",
          "labels",
          "apiVersion",
          "deviceResources",
          "deviceCommands");
  static final Set<String> RESOURCE =
      Set.of("name", "description", "isHidden", "tags", "attributes", "properties");
  static final Set<String> PROPERTIES =
      Set.of(
          "valueType",
          "readWrite",
          "units",
          "minimum",
          "maximum",
          "defaultValue",
          "mask",
          "shift",
          "scale",
          "offset",
          "base",
          "assertion",
          "mediaType",
          "optional");
  static final Set<String> COMMAND =
      Set.of("name", "isHidden", "readWrite", "resourceOperations", "tags");
  static final Set<String> OPERATION = Set.of("deviceResource", "defaultValue", "mappings");
  static final Set<String> LOCKSTEP =
      Set.of("requires", "prepare", "reserves", "staleAfter", "steps", "verify", "repeat", "undo");
  static final Set<String> CONDITION = compared("resource");
  static final Set<String> OUTPUT = compared("index", "name");
  static final Set<String> HANDSHAKE =
      Set.of(
          "pattern",
          "commandId",
          "preparedId",
          "commitId",
          "lastAppliedId",
          "abortId",
          "rejectedId",
          "retained",
          "within");
  static final Set<String> EXCHANGE =
      Set.of("pattern", "topic", "responseTopic", "promise", "within");
  static final Set<String> LOCK = Set.of("pattern", "lock");
  static final Set<String> JOB_ORDER =
      Set.of("pattern", "receiver", "responses", "workMaster", "retained", "until", "within");
  static final Set<String> RETAINED = Set.of("pattern", "topic", "promise", "within");
  static final Set<String> VERIFY =
      Set.of("readBack", "conditions", "failed", "within", "outputs", "otherwise");
  static final Set<String> READ_BACK = Set.of("within", "tolerance");
  static final Set<String> SIDECAR = Set.of("deviceCommands");
  static final Set<String> SIDECAR_COMMAND =
      Set.of("name", "lockstep", "readWrite", "resourceOperations");
  static final Set<String> DEVICE =
      Set.of(
          "name",
          "profileName",
          "description",
          "labels",
          "protocols",
          "adminState",
          "operatingState",
          "serviceName",
          "location",
          "autoEvents",
          "tags",
          "properties",
          "parent");

  private ProfileKeys() {}

  /** The keys of a condition: those of its subject, the tolerance and the relations. */
  private static Set<String> compared(String... what) {
    return Stream.of(
            Stream.of(what),
            Stream.of("tolerance"),
            Stream.of(Relation.values()).map(Relation::word))
        .flatMap(each -> each)
        .collect(Collectors.toUnmodifiableSet());
  }
}
