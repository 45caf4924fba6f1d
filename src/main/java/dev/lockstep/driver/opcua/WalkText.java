package dev.lockstep.driver.opcua;

import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.opcua.AddressSpaceWalk.Kind;
import dev.lockstep.driver.opcua.AddressSpaceWalk.Place;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;

/**
 * A walk as text, so that it can go on in another process: the root in the first line, and below it
 * one node a line with what a walk knows of it.
 */
final class WalkText {
  private static final String FORMAT = "lockstep-browse 1";
  private static final String AHEAD = "ahead";
  private static final String LOOKED = "looked";
  private static final int FIELDS = 8;

  private WalkText() {}

  static String write(ExpandedNodeId root, AddressSpaceWalk walk) {
    Set<ExpandedNodeId> ahead = walk.ahead();
    List<Place> all = new ArrayList<>(walk.objects());
    all.addAll(walk.found());
    StringBuilder text = new StringBuilder();
    text.append(FORMAT).append(' ').append(encoded(root.toParseableString())).append('\n');
    for (Place each : all) {
      ExpandedNodeId type = each.kind().type();
      text.append(
          String.join(
              " ",
              ahead.contains(each.node()) ? AHEAD : LOOKED,
              each.nodeClass().name(),
              Boolean.toString(each.property()),
              encoded(each.node().toParseableString()),
              encoded(each.parent().toParseableString()),
              encoded(type == null ? "" : type.toParseableString()),
              encoded(each.kind().namespace()),
              each.path().stream().map(WalkText::encoded).collect(Collectors.joining("/"))));
      text.append('\n');
    }
    return text.toString();
  }

  /**
   * Lets a new walk go on.
   *
   * @throws BrowseFailedException where the text is none of a walk from this root
   */
  static void read(String text, ExpandedNodeId root, AddressSpaceWalk walk)
      throws BrowseFailedException {
    List<String> lines = text.lines().toList();
    String head = FORMAT + " " + encoded(root.toParseableString());
    if (lines.isEmpty() || !lines.getFirst().equals(head)) {
      throw new BrowseFailedException(
          "what is to be gone on with did not begin at %s; leave --resume away to begin anew"
              .formatted(root.toParseableString()));
    }
    List<Place> known = new ArrayList<>();
    Set<ExpandedNodeId> left = new HashSet<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(" ", -1);
      try {
        Place place = place(fields);
        known.add(place);
        if (fields[0].equals(AHEAD)) {
          left.add(place.node());
        }
      } catch (IllegalArgumentException | UaRuntimeException | IndexOutOfBoundsException broken) {
        throw new BrowseFailedException(
            "what is to be gone on with is broken in line %d; leave --resume away to begin anew"
                .formatted(known.size() + 2));
      }
    }
    known.sort(Comparator.comparingInt(each -> each.path().size()));
    walk.goOn(known, left);
  }

  private static Place place(String[] fields) {
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("another number of fields");
    }
    String type = decoded(fields[5]);
    Kind kind = new Kind(type.isEmpty() ? null : ExpandedNodeId.parse(type), decoded(fields[6]));
    List<String> path =
        fields[7].isEmpty()
            ? List.of()
            : Arrays.stream(fields[7].split("/", -1)).map(WalkText::decoded).toList();
    return new Place(
        path,
        ExpandedNodeId.parse(decoded(fields[3])),
        ExpandedNodeId.parse(decoded(fields[4])),
        NodeClass.valueOf(fields[1]),
        Boolean.parseBoolean(fields[2]),
        kind);
  }

  /** Without blanks, slashes and line ends. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
