package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Access;
import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.SelfDescription.Found;
import dev.lockstep.device.SelfDescription.Omission;
import dev.lockstep.device.SelfDescription.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The device that the topics of one branch make. All is read; how a value could be written is
 * proposed. Not thread-safe.
 */
final class BranchDescription {
  private static final Pattern BRACES = Pattern.compile("\\{[^{}]*}");
  private static final int TEXT_MAX = 64;
  private static final int PLAIN_BYTES = 700;
  private static final int ADDRESS_TIMES = 4;

  private final String branch;
  private final int statesMax;
  private final ProfileRoom room = new ProfileRoom();
  private final List<Found> found = new ArrayList<>();
  private final List<Omission> omissions = new ArrayList<>();
  private final Map<List<String>, Map<String, Object>> written = new HashMap<>();
  private final Map<String, String> proposals = new LinkedHashMap<>();
  private int states;

  /** What is known of the topic on which a state could be set. */
  enum SetTopic {
    GUESSED("a guess"),
    SEEN("one on which something was said"),
    RETAINED(
        "one with a retained message: who subscribes to it gets that as a command, so better take"
            + " it away");

    private final String words;

    SetTopic(String words) {
      this.words = words;
    }
  }

  /**
   * @param statesMax how many state topics a device may have
   */
  BranchDescription(String branch, int statesMax) {
    this.branch = branch;
    this.statesMax = statesMax;
  }

  /**
   * Adds a topic.
   *
   * @param name its levels below the branch
   */
  void add(String topic, List<String> name, RetainedTopics.Topic state, SetTopic set) {
    Optional<String> unusable =
        (BRACES.matcher(topic).find()
                ? Optional.of("has a part in braces, which a profile would fill in")
                : Topics.fault(topic))
            .or(() -> state.unread().map(why -> "has " + why));
    if (unusable.isPresent()) {
      omissions.add(new Omission(name, unusable.get()));
      return;
    }
    if (states == statesMax) {
      omissions.add(
          new Omission(
              name,
              "is one topic too many: a device has at most %d (lockstep.mqtt.topics-max); --device-level makes several"
                  .formatted(statesMax)));
      return;
    }
    int before = found.size();
    Optional<SetTopic> written = availability(topic, state) ? Optional.empty() : Optional.of(set);
    TopicFields.of(state.samples())
        .forEach((field, kind) -> add(new Place(topic, name, field), kind, written));
    states += found.size() > before ? 1 : 0;
  }

  /** Where a value stands: topic, its levels below the branch, and the names of a field. */
  private record Place(String topic, List<String> name, List<String> field) {
    List<String> path() {
      List<String> path = new ArrayList<>(name);
      path.addAll(field);
      return path;
    }
  }

  private void add(Place place, PayloadKind kind, Optional<SetTopic> set) {
    switch (kind) {
      case PayloadKind.Unfit unfit -> omissions.add(new Omission(place.path(), unfit.why()));
      case PayloadKind.Fields fields ->
          omissions.add(new Omission(place.path(), "is an object without fields"));
      case PayloadKind.Scalar scalar -> add(place, scalar, set);
    }
  }

  private void add(Place place, PayloadKind.Scalar value, Optional<SetTopic> set) {
    Optional<FieldPath> field =
        place.field().isEmpty() ? Optional.empty() : Optional.of(fieldPath(place.field()));
    Optional<String> unusable =
        field
            .flatMap(FieldPath::fault)
            .or(
                () ->
                    room.take(
                        PLAIN_BYTES,
                        ADDRESS_TIMES,
                        place.topic(),
                        field.map(FieldPath::text).orElse("")));
    if (unusable.isPresent()) {
      omissions.add(new Omission(place.path(), unusable.get()));
      return;
    }
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("stateTopic", place.topic());
    if (value.json()) {
      attributes.put("payload", "json");
    }
    field.ifPresent(path -> attributes.put("field", path.text()));
    List<String> remarks = new ArrayList<>();
    if (!value.remark().isEmpty()) {
      remarks.add(value.remark());
    }
    if (set.isPresent() && field.filter(FieldPath::reachesElements).isEmpty()) {
      Map<String, Object> more = new HashMap<>(attributes);
      more.put("setTopic", place.topic() + RetainedBrowser.SET);
      written.put(place.path(), more);
      set.filter(each -> each != SetTopic.GUESSED)
          .ifPresent(each -> remarks.add("The set topic below is " + each.words + "."));
    }
    found.add(
        new Found(place.path(), "", Shape.of(value.type()), Access.READ, attributes, remarks));
  }

  /** Names with dots between them where that says it all, else a JSON pointer (RFC 6901). */
  private static FieldPath fieldPath(List<String> names) {
    boolean dotted =
        names.stream()
            .allMatch(each -> !each.isEmpty() && !each.contains(".") && !each.startsWith("/"));
    if (dotted) {
      return FieldPath.of(String.join(".", names));
    }
    StringBuilder pointer = new StringBuilder();
    names.forEach(each -> pointer.append('/').append(each.replace("~", "~0").replace("/", "~1")));
    return FieldPath.of(pointer.toString());
  }

  /**
   * A retained online or offline is mostly birth and last will of the machine, and never written.
   *
   * @return whether it is such a word
   */
  private boolean availability(String topic, RetainedTopics.Topic state) {
    String word = word(state.samples().getFirst());
    if (!word.equalsIgnoreCase("online") && !word.equalsIgnoreCase("offline")) {
      return false;
    }
    if (proposals.isEmpty()) {
      proposals.put("AvailabilityTopic", topic);
      if (word.startsWith("O")) {
        boolean capital = word.startsWith("On") || word.startsWith("Of");
        proposals.put("OnlinePayload", capital ? "Online" : "ONLINE");
        proposals.put("OfflinePayload", capital ? "Offline" : "OFFLINE");
      }
    }
    return true;
  }

  /** A short text; empty where it is none. */
  private static String word(byte[] payload) {
    try {
      return payload.length > TEXT_MAX ? "" : PayloadJson.withoutMark(payload);
    } catch (MalformedPayloadException binary) {
      return "";
    }
  }

  /**
   * The device.
   *
   * @param path names from the widest to its own
   */
  DiscoveredDevice device(List<String> path, Map<String, String> address) {
    List<String> remarks =
        List.of(
            "From the retained messages of %s. Types are what the payloads look like that were there: numbers without a decimal point are Int64."
                .formatted(ErrorText.brief(branch)),
            "Decide: is what is retained the state, published by the machine itself, also first"
                + " thing when it connects and after every write? What somebody asked for, or what"
                + " another program copied there, proves nothing.",
            "Decide: how is a write proved? Unless verify says otherwise, by its state topic, from"
                + " what arrives after the write. A machine that can prepare (mqtt-request,"
                + " mqtt-retained) is armed by prepare of a command.");
    return new DiscoveredDevice(
        path,
        "mqtt",
        address,
        proposals,
        new SelfDescription(found, List.of(), omissions, Optional.empty()),
        written,
        remarks);
  }
}
