package dev.lockstep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stands of all packages that are measured in turns, and Narayana's coordinator where it is
 * there: all run at the same time, and who is not measured has nothing to do.
 */
final class CoordinationStands implements AutoCloseable {
  /** Narayana's defaults: seconds between two passes of its recovery, and the looks of one. */
  private static final List<String> NARAYANA = List.of("store", "120", "10", "now");

  private final List<CoordinationStand> stands = new ArrayList<>();
  private Optional<ForeignJvm> narayana = Optional.empty();

  private CoordinationStands() {}

  /**
   * All ready.
   *
   * @param part whose folder they lie in
   * @param withNarayana where a build has brought it
   */
  static CoordinationStands start(Bed bed, String part, boolean withNarayana) throws IOException {
    CoordinationStands all = new CoordinationStands();
    try {
      Path folder = bed.folder(part);
      Optional<Path> jars = withNarayana ? bed.narayana() : Optional.empty();
      all.narayana =
          jars.map(
              there ->
                  new ForeignJvm(
                      "narayana-coordinator",
                      new ForeignJvm.Program(
                          "RestAtCoordinator", there, bed.options().jvm(), NARAYANA),
                      folder.resolve("narayana-coordinator")));
      all.start(bed, "", folder.resolve("package"));
      Optional<Path> other = bed.options().other();
      if (other.isPresent()) {
        all.start(bed.with(other.get()), " (DIST)", folder.resolve("dist"));
      }
      return all;
    } catch (RuntimeException | IOException | Error failed) {
      all.close();
      throw failed;
    }
  }

  private void start(Bed bed, String label, Path folder) throws IOException {
    stands.add(CoordinationStand.start(bed, label, Files.createDirectories(folder), narayana));
  }

  List<CoordinationStand> stands() {
    return List.copyOf(stands);
  }

  /** Of the part coordinations, in the order in which they take turns. */
  List<Contender> contenders() {
    List<Contender> all = new ArrayList<>();
    for (CoordinationStand each : stands) {
      all.add(each.whole());
      all.add(each.branches());
      narayana.ifPresent(it -> all.add(each.under(it)));
    }
    return all;
  }

  @Override
  public void close() {
    stands.forEach(CoordinationStand::close);
    narayana.ifPresent(ForeignJvm::close);
  }
}
