package dev.lockstep.catalog;

import static dev.lockstep.catalog.DraftText.PROPOSAL;
import static dev.lockstep.catalog.ProfileDraft.DECIDE;

import dev.lockstep.device.Access;
import dev.lockstep.device.SelfDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a draft proposes for states that were seen, and may be written by another way. */
final class DraftProposals {
  private final Map<List<String>, Map<String, Object>> written;
  private Optional<String> first = Optional.empty();

  /**
   * @param written the attributes by which it would be written too, by path
   */
  DraftProposals(Map<List<String>, Map<String, Object>> written) {
    this.written = written;
  }

  /** How this resource could be written too: two lines in the place of two. */
  void writing(DraftText text, String own, SelfDescription.Found each) {
    Map<String, Object> attributes = written.get(each.path());
    if (attributes != null) {
      first = first.or(() -> Optional.of(own));
      text.comment(2, DECIDE + "is it written? Then these two lines in place of the two above:");
      text.line(2, PROPOSAL + "attributes: " + DraftText.flow(new TreeMap<>(attributes)));
      text.line(
          2,
          PROPOSAL
              + "properties: "
              + DraftText.flow(ProfileDraft.properties(each.shape(), Access.READ_WRITE)));
    }
  }

  /**
   * That it shows the state by PackML, where its name alone says so: as a plain number, without the
   * types of the companion model.
   */
  void states(DraftText text, SelfDescription.Found each) {
    if (PackMlState.isTag(each.path().getLast(), each.shape().type())
        && !each.attributes().containsKey(PackMlState.ATTRIBUTE)) {
      Map<String, Object> attributes = new TreeMap<>(each.attributes());
      attributes.put(PackMlState.ATTRIBUTE, PackMlState.MODEL);
      text.comment(
          2,
          DECIDE
              + "is it the state by PackML (ISA-TR88.00.02)? Then this line in place of its"
              + " attributes, and conditions may name it, as Execute, Held, Aborted:");
      text.line(2, PROPOSAL + "attributes: " + DraftText.flow(attributes));
    }
  }

  /** A command with a proof of its own, for the first resource that may be written. */
  void command(DraftText text) {
    if (first.isEmpty()) {
      return;
    }
    String own = DraftText.quoted(first.get());
    text.blank()
        .comment(
            0,
            DECIDE
                + "how is a write proved? It is read back, from what the machine says after it; a"
                + " command can say how long that may take, which conditions prove it, and several"
                + " values at once. Such as:");
    text.line(0, PROPOSAL + "deviceCommands:");
    text.line(0, PROPOSAL + "  - name: " + DraftText.quoted("Set " + first.get()));
    text.line(0, PROPOSAL + "    readWrite: RW");
    text.line(0, PROPOSAL + "    resourceOperations: [{ deviceResource: %s }]".formatted(own));
    text.line(0, PROPOSAL + "    tags: { lockstep: { verify: { readBack: { within: 5s } } } }");
  }
}
