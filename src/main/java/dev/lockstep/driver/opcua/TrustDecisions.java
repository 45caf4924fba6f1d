package dev.lockstep.driver.opcua;

import dev.lockstep.device.PrintableText;
import dev.lockstep.driver.TrustDecision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What people decided about certificates, a file each in {@code pki/decided}, so that the second of
 * two operators is told what the first one did. It grants nothing: whom the gateway trusts stands
 * in the other folders. The oldest file makes room. Not thread-safe.
 */
final class TrustDecisions {
  private static final int FILES_MAX = 1_000;
  private static final int LINES_MAX = 20;
  private static final int OCTETS_MAX = 65_536;
  private static final int FIELDS = 5;
  private static final String TITLE =
      "# time, act, device (empty: all), by, reason; grants nothing";

  private final Path folder;

  TrustDecisions(Path pki) {
    this.folder = pki.resolve("decided");
  }

  private Path file(String thumbprint) {
    return folder.resolve(thumbprint + ".txt");
  }

  /** About one certificate, the oldest first; none where the file cannot be read. */
  List<TrustDecision> of(String thumbprint) {
    try (InputStream octets = Files.newInputStream(file(thumbprint))) {
      String text = new String(octets.readNBytes(OCTETS_MAX), StandardCharsets.UTF_8);
      return text.lines().map(TrustDecisions::parse).flatMap(Optional::stream).toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  /** The last one about a certificate. */
  Optional<TrustDecision> last(String thumbprint) {
    List<TrustDecision> all = of(thumbprint);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /** Keeps a decision. Durable when this returns. */
  void add(String thumbprint, TrustDecision decision) throws IOException {
    DurableFiles.makeFolder(folder);
    List<TrustDecision> all = new ArrayList<>(of(thumbprint));
    all.add(decision);
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    for (TrustDecision each : all.subList(Math.max(0, all.size() - LINES_MAX), all.size())) {
      text.append(line(each)).append('\n');
    }
    DurableFiles.put(file(thumbprint), text.toString().getBytes(StandardCharsets.UTF_8), folder);
    makeRoom();
  }

  private void makeRoom() throws IOException {
    List<Path> files = TrustLists.files(folder);
    if (files.size() >= FILES_MAX) {
      Files.deleteIfExists(
          files.stream()
              .min(Comparator.comparingLong(each -> each.toFile().lastModified()))
              .orElseThrow());
    }
  }

  /** Without tabs in the fields: each is one printable line. */
  private static String line(TrustDecision decision) {
    return String.join(
        "\t",
        decision.at().truncatedTo(ChronoUnit.MILLIS).toString(),
        decision.act().name(),
        PrintableText.line(decision.device().orElse("")),
        PrintableText.line(decision.by()),
        PrintableText.line(decision.reason()));
  }

  private static Optional<TrustDecision> parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TrustDecision(
              TrustDecision.Act.valueOf(fields[1]),
              Optional.of(fields[2]).filter(each -> !each.isEmpty()),
              fields[3],
              fields[4],
              Instant.parse(fields[0])));
    } catch (IllegalArgumentException | DateTimeException other) {
      return Optional.empty();
    }
  }
}
