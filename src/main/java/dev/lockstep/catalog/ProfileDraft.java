package dev.lockstep.catalog;

import dev.lockstep.device.Access;
import dev.lockstep.device.CompanionModel.Nameplate;
import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.SelfDescription.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The draft of a profile and a device list (EdgeX), from what a machine says that it has. Both pass
 * {@code lockstep check}; where a person must decide, a comment says so.
 */
public final class ProfileDraft {
  /** Begins each comment that asks a person for a decision. */
  static final String DECIDE = "Decide: ";

  /** A file of a catalog may have 4 MiB. */
  private static final int OMISSIONS_SHOWN = 500;

  private final String name;
  private final String source;
  private final SelfDescription found;
  private final List<String> remarks;
  private final DraftProposals proposals;
  private final DraftNames names;
  private final DraftModels models;
  private final List<DraftJobOrders> jobOrders = new ArrayList<>();
  private final DraftGuarantees guarantees;
  private final List<Runnable> commands = new ArrayList<>();
  private final DraftText text = new DraftText();

  /**
   * @param name of the profile
   * @param source where it was found, such as an address
   * @param found all of it; what one profile has no room for is left out
   */
  public ProfileDraft(String name, String source, SelfDescription found) {
    this(name, source, found, List.of(), Map.of());
  }

  /**
   * As one of several devices of a server.
   *
   * @param name of the profile
   * @param source where it was found, such as an address
   */
  public ProfileDraft(String name, String source, DiscoveredDevice device) {
    this(name, source, device.self(), device.remarks(), device.written());
  }

  private ProfileDraft(
      String name,
      String source,
      SelfDescription all,
      List<String> remarks,
      Map<List<String>, Map<String, Object>> written) {
    SelfDescription found = DraftRoom.fitted(all);
    this.name = name;
    this.source = source;
    this.found = found;
    this.remarks = remarks;
    this.proposals = new DraftProposals(written);
    List<List<String>> paths = new ArrayList<>();
    found.resources().forEach(each -> paths.add(each.path()));
    found.methods().forEach(each -> paths.add(each.path()));
    this.names = DraftNames.of(paths);
    this.models = new DraftModels(found.models());
    this.guarantees = new DraftGuarantees(models, text);
  }

  /** Why it does not hold all of the machine; empty where it does. */
  public Optional<String> unfinished() {
    return found.unfinished();
  }

  /** The file of a device with this profile. */
  public String device(String device, String protocol, Map<String, String> address) {
    DraftText list =
        new DraftText()
            .comment(0, "Made from %s.".formatted(source))
            .line(0, "deviceList:")
            .line(1, "- name: " + DraftText.quoted(device))
            .line(2, "profileName: " + DraftText.quoted(name));
    models
        .nameplate()
        .ifPresent(each -> list.line(2, "description: " + DraftText.quoted(plate(each))));
    list.line(2, "protocols:").line(3, protocol + ":");
    address.forEach((key, value) -> list.line(4, key + ": " + DraftText.quoted(value)));
    return list.toString();
  }

  /** The profile's file. To be asked for once. */
  public String profile() {
    text.comment(
        0,
        remarks.isEmpty()
            ? "Made from %s, as the machine describes itself.".formatted(source)
            : "Made from %s.".formatted(source));
    text.comment(
        0,
        "Read it before you use it: what begins with \"Decide\" only a person can know, and what is"
            + " not needed is best taken out. A line that begins with # and no space is a proposal:"
            + " take the # away to have it.");
    remarks.forEach(remark -> text.comment(0, remark));
    found.unfinished().ifPresent(why -> text.comment(0, "This is not all: " + why + "."));
    text.line(0, "name: " + DraftText.quoted(name));
    nameplates();
    text.blank();
    text.line(
        0,
        found.resources().isEmpty() && found.methods().isEmpty()
            ? "deviceResources: []"
            : "deviceResources:");
    found.resources().forEach(this::resource);
    found.methods().forEach(this::method);
    models.jobOrders().forEach(each -> jobOrders.add(new DraftJobOrders(each, names)));
    jobOrders.forEach(each -> each.resources(text));
    commands();
    proposals.command(text);
    omissions();
    return text.toString();
  }

  private void commands() {
    boolean proposal = jobOrders.stream().allMatch(DraftJobOrders::isProposal);
    if (commands.isEmpty() && jobOrders.isEmpty()) {
      return;
    }
    text.blank()
        .line(0, (commands.isEmpty() && proposal ? DraftText.PROPOSAL : "") + "deviceCommands:");
    commands.forEach(Runnable::run);
    jobOrders.forEach(each -> each.commands(text));
  }

  private void nameplates() {
    models
        .nameplate()
        .ifPresentOrElse(
            each -> {
              key("manufacturer", each.manufacturer());
              key("model", each.model());
            },
            () ->
                models
                    .nameplates()
                    .forEach(
                        each ->
                            text.comment(
                                0, String.join(".", each.path()) + " is " + plate(each) + ".")));
  }

  private void key(String key, String value) {
    if (!value.isEmpty()) {
      text.line(0, key + ": " + DraftText.quoted(value));
    }
  }

  private static String plate(Nameplate plate) {
    String made = (plate.manufacturer() + " " + plate.model()).strip();
    String serial = plate.serialNumber().isEmpty() ? "" : "serial number " + plate.serialNumber();
    return made.isEmpty() || serial.isEmpty() ? made + serial : made + ", " + serial;
  }

  private void resource(SelfDescription.Found each) {
    String own = names.take(each.path());
    if (each.access().readable()) {
      guarantees.shown(each.path(), own);
    }
    boolean locked = each.access().writable() && models.lock(each.path()).isPresent();
    boolean words = !words(each.shape()).isEmpty() && each.access().writable();
    head(own, each.description(), each.remarks());
    text.line(2, "attributes: " + DraftText.flow(new TreeMap<>(each.attributes())));
    text.line(2, "properties: " + DraftText.flow(properties(each.shape(), each.access())));
    proposals.writing(text, own, each);
    proposals.states(text, each);
    if (words || locked) {
      String how = locked ? "under the machine's lock" : "in words";
      text.line(2, "isHidden: true # written %s, by the command of its name".formatted(how));
      commands.add(() -> write(own, each));
    }
  }

  private void head(String own, String description, List<String> remarks) {
    text.line(1, "- name: " + DraftText.quoted(own));
    if (!description.isEmpty()) {
      text.line(2, "description: " + DraftText.quoted(description));
    }
    remarks.forEach(remark -> text.comment(2, remark));
  }

  static Map<String, String> properties(Shape shape, Access access) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("valueType", shape.type().edgeXName());
    properties.put(
        "readWrite",
        switch (access) {
          case READ -> "R";
          case WRITE -> "W";
          case READ_WRITE -> "RW";
        });
    shape.limits().minimum().ifPresent(each -> properties.put("minimum", each.toPlainString()));
    shape.limits().maximum().ifPresent(each -> properties.put("maximum", each.toPlainString()));
    if (!shape.units().isEmpty()) {
      properties.put("units", shape.units());
    }
    return properties;
  }

  /** The words of an enumeration, each once; empty where it has none that could be told apart. */
  private static Map<String, String> words(Shape shape) {
    Map<String, String> words = new LinkedHashMap<>();
    Set<String> taken = new LinkedHashSet<>();
    shape
        .words()
        .forEach(
            (number, word) -> {
              if (!word.isBlank() && taken.add(word)) {
                words.put(DraftText.quoted(Long.toString(number)), word);
              }
            });
    return words;
  }

  private void write(String own, SelfDescription.Found each) {
    Map<String, String> words = words(each.shape());
    text.line(1, "- name: " + DraftText.quoted(own));
    text.line(2, "readWrite: " + (each.access().readable() ? "RW" : "W"));
    text.line(2, "resourceOperations:");
    text.line(3, "- deviceResource: " + DraftText.quoted(own));
    if (!words.isEmpty()) {
      text.line(4, "mappings: " + DraftText.flow(words));
    }
    if (models.lock(each.path()).isPresent()) {
      text.line(2, "tags:");
      text.line(3, "lockstep:");
      guarantees.prepare(each.path());
    }
  }

  private void method(SelfDescription.Method each) {
    String own = names.take(each.path());
    List<String> inputs = new ArrayList<>();
    for (SelfDescription.Argument input : each.inputs()) {
      String argument = names.take(own, input.name());
      inputs.add(argument);
      head(argument, input.description(), List.of("An input of " + own + "."));
      text.line(2, "isHidden: true");
      text.line(2, "properties: " + DraftText.flow(properties(input.shape(), Access.WRITE)));
    }
    Map<String, Object> attributes = new TreeMap<>(each.attributes());
    if (!inputs.isEmpty()) {
      attributes.put("inputMap", inputs);
    }
    head(own, each.description(), each.remarks());
    text.line(2, "isHidden: true # called by the command of its name");
    text.line(2, "attributes: " + DraftText.flow(attributes));
    text.line(2, "properties: { valueType: String, readWrite: W }");
    commands.add(() -> call(own, each));
  }

  private void call(String own, SelfDescription.Method each) {
    text.line(1, "- name: " + DraftText.quoted(own));
    text.line(2, "readWrite: W");
    text.line(2, "resourceOperations: [{ deviceResource: %s }]".formatted(DraftText.quoted(own)));
    text.line(2, "tags:");
    text.line(3, "lockstep:");
    guarantees.prepare(each.path());
    guarantees.verify(each);
    text.comment(
        4,
        DECIDE
            + "may it be called a second time where the first one's fate is unknown? If not, a"
            + " person is asked.");
    text.line(4, "repeat: once");
  }

  private void omissions() {
    if (!found.omissions().isEmpty()) {
      text.blank().comment(0, "Left out:");
      found.omissions().stream()
          .limit(OMISSIONS_SHOWN)
          .forEach(
              each -> text.comment(0, "- " + String.join(".", each.path()) + " " + each.why()));
      if (found.omissions().size() > OMISSIONS_SHOWN) {
        text.comment(0, "- and %d more".formatted(found.omissions().size() - OMISSIONS_SHOWN));
      }
    }
  }
}
