package dev.lockstep.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of plans. A plan is read when it is asked for: what lies there now is what is played,
 * and its version says which that was. Thread-safe.
 */
public final class PlanFolder {
  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,63}");

  /** Paths of the API that are no plan's. */
  private static final Set<String> RESERVED = Set.of("schema", "check", "dry-run", "run");

  private final Optional<Path> folder;
  private final PlanLimits limits;

  /**
   * @param folder empty: there are no plans
   */
  public PlanFolder(Optional<Path> folder, PlanLimits limits) {
    this.folder = folder;
    this.limits = limits;
  }

  /**
   * Plans of the folder, in the order of their names.
   *
   * @param more how many files are not read, because there are too many
   */
  public record Listing(List<PlanReading> plans, int more) {
    public Listing {
      plans = List.copyOf(plans);
    }
  }

  /** Whether a folder is configured. */
  public boolean present() {
    return folder.isPresent();
  }

  /** Where it lies; empty where none is configured. */
  public Optional<Path> place() {
    return folder;
  }

  public PlanLimits limits() {
    return limits;
  }

  /**
   * All plans.
   *
   * @throws UncheckedIOException where the folder cannot be read
   */
  public Listing list() {
    List<PlanReading> plans = new ArrayList<>();
    SortedMap<String, List<Path>> files = files();
    for (var each : files.entrySet()) {
      if (plans.size() < limits.plansMax()) {
        plans.add(read(each.getKey(), each.getValue()));
      }
    }
    return new Listing(plans, files.size() - plans.size());
  }

  /**
   * The plan of that name; empty where there is none.
   *
   * @throws UncheckedIOException where the folder cannot be read
   */
  public Optional<PlanReading> find(String name) {
    return Optional.ofNullable(files().get(name)).map(each -> read(name, each));
  }

  /**
   * "did you mean X?", or the plans that there are.
   *
   * @throws UncheckedIOException where the folder cannot be read
   */
  public String hint(String name) {
    return SpellingSuggestion.hint(name, files().keySet());
  }

  /** Only files that lie in the folder itself: a name never leads out of it. */
  private SortedMap<String, List<Path>> files() {
    SortedMap<String, List<Path>> files = new TreeMap<>();
    if (folder.isEmpty()) {
      return files;
    }
    try (Stream<Path> all = Files.list(folder.get())) {
      all.filter(PlanFolder::isPlan)
          .sorted()
          .forEach(each -> files.computeIfAbsent(name(each), n -> new ArrayList<>()).add(each));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    return files;
  }

  private static boolean isPlan(Path path) {
    String file = file(path).toLowerCase(Locale.ROOT);
    return !file.startsWith(".")
        && ENDINGS.stream().anyMatch(file::endsWith)
        && Files.isRegularFile(path);
  }

  private static String file(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String name(Path path) {
    return file(path).substring(0, file(path).lastIndexOf('.'));
  }

  private PlanReading read(String name, List<Path> files) {
    Path path = files.getFirst();
    String file = file(path);
    if (files.size() > 1) {
      return PlanReading.unreadable(
          name, file, file + " and " + file(files.get(1)) + " have one name", "rename one");
    }
    if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
      return PlanReading.unreadable(
          name,
          file,
          "the file's name is no plan's name",
          "1 to 64 of A-Za-z0-9._~-, not schema, check, run or dry-run");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return PlanReading.read(file, name, in.readNBytes(limits.fileBytesMax() + 1), limits);
    } catch (IOException fault) {
      return PlanReading.unreadable(name, file, "cannot be read: " + fault.getMessage(), "");
    }
  }
}
