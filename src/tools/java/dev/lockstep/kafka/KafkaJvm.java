package dev.lockstep.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Programs of Kafka's distribution, each in a small JVM of its own, from the jars of {@code
 * target/kafka}.
 *
 * @param jars the folder of the jars
 */
public record KafkaJvm(Path jars) {
  private static final long TOOL_WITHIN_SECONDS = 120;

  private static final List<String> OPTIONS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  public KafkaJvm {
    jars = jars.toAbsolutePath();
  }

  /**
   * The command line of one of its classes.
   *
   * @param logged SLF4J's level, for example {@code warn}
   */
  public List<String> command(String type, String logged, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=" + logged);
    command.addAll(List.of("-cp", jars.resolve("*").toString(), type));
    command.addAll(arguments);
    return command;
  }

  /**
   * Runs a tool to its end.
   *
   * @param input for its standard input
   * @return what it wrote to standard output
   * @throws IllegalStateException where it fails, with what it wrote, or takes too long
   */
  public String run(String type, String input, String... arguments) {
    Process tool = null;
    try {
      Path out = Files.createTempFile("kafka-tool", ".out");
      Path errors = Files.createTempFile("kafka-tool", ".err");
      try {
        tool =
            new ProcessBuilder(command(type, "error", List.of(arguments)))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try (var keys = tool.outputWriter()) {
          keys.write(input);
        }
        boolean ended = tool.waitFor(TOOL_WITHIN_SECONDS, TimeUnit.SECONDS);
        String said = Files.readString(out);
        if (!ended || tool.exitValue() != 0) {
          throw new IllegalStateException(
              "%s %s: %s%s".formatted(type, ended ? "failed" : "hangs", said, errors(errors)));
        }
        return said;
      } finally {
        Files.delete(out);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      if (tool != null) {
        tool.destroyForcibly();
      }
    }
  }

  private static String errors(Path file) throws IOException {
    return Files.readString(file);
  }

  /**
   * Writes shell scripts named as those of Kafka's own {@code bin}, for a shell that has the folder
   * on its PATH.
   */
  public void writeScripts(Path folder) {
    write(folder, "kafka-topics.sh", "org.apache.kafka.tools.TopicCommand");
    write(folder, "kafka-console-producer.sh", "org.apache.kafka.tools.ConsoleProducer");
    write(folder, "kafka-console-consumer.sh", "org.apache.kafka.tools.consumer.ConsoleConsumer");
    write(
        folder,
        "kafka-consumer-groups.sh",
        "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");
  }

  private void write(Path folder, String name, String type) {
    try {
      Path script = Files.createDirectories(folder).resolve(name);
      Files.writeString(
          script,
          "#!/bin/sh\nexec '%s' \"$@\"\n"
              .formatted(String.join("' '", command(type, "error", List.of()))));
      if (!script.toFile().setExecutable(true)) {
        throw new IOException("cannot be made executable: " + script);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the jars are there. */
  public boolean installed() {
    return Set.of("kafka_2.13", "kafka-tools").stream().allMatch(this::holds);
  }

  private boolean holds(String name) {
    try (var found = Files.newDirectoryStream(jars, name + "-*.jar")) {
      return found.iterator().hasNext();
    } catch (IOException none) {
      return false;
    }
  }
}
