package dev.lockstep.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code strace -f -y -xx} wrote about one directory. */
final class StraceLines {
  private static final Pattern LINE = Pattern.compile("^(\\d+) +(.*)$", Pattern.DOTALL);
  private static final Pattern RESUMED = Pattern.compile("^<\\.\\.\\. \\w+ resumed>(.*)$");
  private static final Pattern CALL =
      Pattern.compile("^(\\w+)\\((.*)\\) += (-?\\d+)(.*)$", Pattern.DOTALL);
  private static final String UNFINISHED = " <unfinished ...>";
  private static final String OF_FILE = "^\\d+<([^>]*)>(?:\\(deleted\\))?";
  private static final Pattern FILE = Pattern.compile(OF_FILE);
  private static final Pattern WRITE =
      Pattern.compile(OF_FILE + ", \"([^\"]*)\", (\\d+)(?:, (\\d+))?");
  private static final Pattern TRUNCATE = Pattern.compile(OF_FILE + ", (\\d+)");
  private static final Pattern RENAME = Pattern.compile("\"([^\"]*)\", \"([^\"]*)\"");
  private static final Pattern NAMED = Pattern.compile("\"([^\"]*)\"(.*)");

  private final Path directory;
  private final Map<String, Started> unfinished = new HashMap<>();
  private final List<SystemCall> calls = new ArrayList<>();

  /**
   * A call, or as much of it as is known.
   *
   * @param since how many calls had ended when it began
   */
  private record Started(String thread, String text, int since) {}

  StraceLines(Path directory) {
    this.directory = directory;
  }

  List<SystemCall> read(Path trace) throws IOException {
    try (var lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
      lines.forEach(line -> whole(line).ifPresent(call -> calls.addAll(call(call))));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return calls;
  }

  /** A call that another thread's call interrupts comes in two halves: it counts where it ends. */
  private Optional<Started> whole(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String thread = parts.group(1);
    String text = parts.group(2);
    if (text.endsWith(UNFINISHED)) {
      String half = text.substring(0, text.length() - UNFINISHED.length());
      unfinished.put(thread, new Started(thread, half, calls.size()));
      return Optional.empty();
    }
    Matcher resumed = RESUMED.matcher(text);
    if (!resumed.matches()) {
      return Optional.of(new Started(thread, text, calls.size()));
    }
    Started half = Objects.requireNonNull(unfinished.remove(thread), text);
    return Optional.of(new Started(thread, half.text() + resumed.group(1), half.since()));
  }

  private List<SystemCall> call(Started whole) {
    Matcher call = CALL.matcher(whole.text());
    if (!call.matches()) {
      return List.of();
    }
    boolean failed = call.group(3).equals("-1");
    String arguments = call.group(2);
    return switch (call.group(1)) {
      case "fsync", "fdatasync" -> synced(arguments, !failed, whole.since());
      case "openat" -> failed ? List.of() : opened(whole.thread(), arguments);
      case "write", "pwrite64" ->
          failed ? List.of() : written(whole.thread(), arguments, Integer.parseInt(call.group(3)));
      case "ftruncate" -> failed ? List.of() : truncated(arguments);
      case "unlink" -> failed ? List.of() : unlinked(arguments);
      case "rename" -> failed ? List.of() : renamed(arguments);
      default -> throw new IllegalStateException("not foreseen: " + whole.text());
    };
  }

  private List<SystemCall> synced(String arguments, boolean done, int since) {
    Matcher file = matched(FILE, arguments);
    String path = text(file.group(1));
    if (path.equals(directory.toString())) {
      return List.of(new SystemCall.SyncDirectory());
    }
    return name(path)
        .<SystemCall>map(name -> new SystemCall.Sync(name, done, late(name, since)))
        .stream()
        .toList();
  }

  private int late(String name, int since) {
    return (int)
        calls.subList(since, calls.size()).stream()
            .filter(call -> changed(call).filter(name::equals).isPresent())
            .count();
  }

  private static Optional<String> changed(SystemCall call) {
    return switch (call) {
      case SystemCall.Write write -> Optional.of(write.file());
      case SystemCall.Truncate truncate -> Optional.of(truncate.file());
      case SystemCall.Create created -> Optional.empty();
      case SystemCall.Unlink unlinked -> Optional.empty();
      case SystemCall.Rename renamed -> Optional.empty();
      case SystemCall.Sync sync -> Optional.empty();
      case SystemCall.SyncDirectory synced -> Optional.empty();
      case SystemCall.Said said -> Optional.empty();
    };
  }

  private List<SystemCall> opened(String thread, String arguments) {
    Matcher named = matched(NAMED, arguments);
    Optional<String> name = name(text(named.group(1)));
    List<SystemCall> opened = new ArrayList<>();
    if (name.isPresent() && named.group(2).contains("O_CREAT")) {
      opened.add(new SystemCall.Create(thread, name.get()));
    }
    if (name.isPresent() && named.group(2).contains("O_TRUNC")) {
      opened.add(new SystemCall.Truncate(name.get(), 0));
    }
    return opened;
  }

  private List<SystemCall> written(String thread, String arguments, int count) {
    Matcher write = matched(WRITE, arguments);
    byte[] octets = Arrays.copyOf(octets(write.group(2)), count);
    Path path = Path.of(text(write.group(1)));
    if (path.equals(directory.resolve(RecordedWork.TOLD))) {
      return List.of(new SystemCall.Said(new String(octets, StandardCharsets.UTF_8).strip()));
    }
    int offset = Integer.parseInt(Optional.ofNullable(write.group(4)).orElse("0"));
    return name(path.toString())
        .<SystemCall>map(name -> new SystemCall.Write(thread, name, offset, octets))
        .stream()
        .toList();
  }

  private List<SystemCall> truncated(String arguments) {
    Matcher truncate = matched(TRUNCATE, arguments);
    int length = Integer.parseInt(truncate.group(2));
    return name(text(truncate.group(1)))
        .<SystemCall>map(name -> new SystemCall.Truncate(name, length))
        .stream()
        .toList();
  }

  private List<SystemCall> unlinked(String arguments) {
    return name(text(matched(NAMED, arguments).group(1)))
        .<SystemCall>map(SystemCall.Unlink::new)
        .stream()
        .toList();
  }

  /** Inside the one directory. */
  private List<SystemCall> renamed(String arguments) {
    Matcher names = matched(RENAME, arguments);
    return List.of(
        new SystemCall.Rename(
            name(text(names.group(1))).orElseThrow(), name(text(names.group(2))).orElseThrow()));
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("not foreseen: " + text);
    }
    return matcher;
  }

  /** What is of no interest, because it is made anew at each start, is left out. */
  private Optional<String> name(String path) {
    Path file = Path.of(path);
    return Optional.of(file)
        .filter(each -> directory.equals(each.getParent()))
        .map(each -> each.getFileName().toString())
        .filter(name -> !name.equals(RecordedWork.TOLD));
  }

  private static String text(String hex) {
    return new String(octets(hex), StandardCharsets.UTF_8);
  }

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace("\\x", ""));
  }
}
