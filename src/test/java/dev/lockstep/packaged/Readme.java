package dev.lockstep.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What README.md, or another document, tells people to type and to expect. */
record Readme(String text) {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern TARGET = Pattern.compile("(?m)(?:`|^)make ([a-z]+)");

  /**
   * A command, and what stands below it.
   *
   * @param answer as shown, with an ellipsis where something was left out
   */
  record Example(String command, Optional<String> answer) {}

  static Readme read() throws IOException {
    return read("README.md");
  }

  static Readme read(String document) throws IOException {
    return new Readme(Files.readString(Path.of(document)));
  }

  /** Every command in a fence that begins with this program, in order. */
  List<Example> examples(String program) {
    List<Example> examples = new ArrayList<>();
    for (String block : fences("")) {
      inFence(block).stream()
          .filter(each -> each.command().contains(program))
          .forEach(examples::add);
    }
    return examples;
  }

  /** What stands in the fences of this language. */
  List<String> fences(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher fence = FENCE.matcher(text);
    while (fence.find()) {
      if (fence.group(1).equals(language)) {
        blocks.add(fence.group(2));
      }
    }
    return blocks;
  }

  private static List<Example> inFence(String block) {
    List<Example> examples = new ArrayList<>();
    StringBuilder command = new StringBuilder();
    for (String line : block.lines().toList()) {
      boolean whole = quotesClosed(command);
      if (whole && line.startsWith("{")) {
        Example last = examples.removeLast();
        examples.add(new Example(last.command(), Optional.of(line)));
      } else if (!line.isBlank()) {
        command.append(line).append('\n');
        if (quotesClosed(command)) {
          examples.add(new Example(command.toString().strip(), Optional.empty()));
          command.setLength(0);
        }
      }
    }
    return examples;
  }

  private static boolean quotesClosed(CharSequence command) {
    return command.chars().filter(each -> each == '\'').count() % 2 == 0;
  }

  /** Every target of make that it names. */
  Set<String> targets() {
    Set<String> targets = new TreeSet<>();
    Matcher named = TARGET.matcher(text);
    while (named.find()) {
      targets.add(named.group(1));
    }
    return targets;
  }
}
