package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Cuts the power in the middle of recorded work, over and over, opens what each cut leaves behind,
 * and compares it with what was promised by then.
 */
final class PowerCuts {
  private static final Path MEMORY = Path.of("/dev/shm");

  /** A close waits for its writer's thread, so several at once cost no more than one. */
  private static final int AT_ONCE = 8;

  private static final List<CutDisk.Loss> LOSSES = List.of(CutDisk.Loss.values());

  private final Random random;
  private final Path room;
  private final Look look;
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private int images;

  /**
   * What one image comes from.
   *
   * @param base what lay there when the recorded work began
   * @param lies of which files, by name, the disk ignores every sync
   */
  record Scene(
      Map<String, byte[]> base, List<SystemCall> calls, Promised before, Predicate<String> lies) {
    static Scene ofNothing(List<SystemCall> calls) {
      return lying(calls, file -> false);
    }

    static Scene lying(List<SystemCall> calls, Predicate<String> lies) {
      return new Scene(Map.of(), calls, new Promised(), lies);
    }
  }

  /**
   * @param room where directories may be made
   */
  PowerCuts(long seed, Path room) {
    this(seed, room, (remains, directory) -> remains.promised().broken(directory));
  }

  /** The same, with another look at what is left. */
  PowerCuts(long seed, Path room, Look look) {
    this.random = new Random(seed);
    this.room = room;
    this.look = look;
  }

  /** What is not as promised in what a cut left in a directory, one line each. */
  @FunctionalInterface
  interface Look {
    List<String> broken(Remains remains, Path directory) throws Exception;
  }

  /** Memory where there is some: what is opened there waits for no disk. */
  static Path room(Path otherwise) throws IOException {
    return Files.isWritable(MEMORY)
        ? Files.createTempDirectory(MEMORY, "lockstep-cuts")
        : otherwise;
  }

  int images() {
    return images;
  }

  /** One line for each image that did not keep a promise. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** So many cuts anywhere in that work; returns what the last of them left behind. */
  Remains cut(Scene scene, int cuts) throws IOException, InterruptedException {
    SortedMap<Integer, Integer> points = new TreeMap<>();
    for (int n = 0; n < cuts; n++) {
      points.merge(random.nextInt(scene.calls().size() + 1), 1, Integer::sum);
    }
    CutDisk disk = new CutDisk(scene.base(), scene.lies());
    Promised promised = scene.before().copy();
    Remains last = new Remains("nothing happened", scene.base(), scene.before());
    Semaphore turns = new Semaphore(AT_ONCE);
    try (ExecutorService opening = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int at = 0; at <= points.lastKey(); at++) {
        for (int n = 0; n < points.getOrDefault(at, 0); n++) {
          CutDisk.Loss loss = LOSSES.get(random.nextInt(LOSSES.size()));
          Remains remains =
              new Remains(
                  "power cut after call %d of %d, losing %s"
                      .formatted(at, scene.calls().size(), loss),
                  disk.image(loss, random),
                  promised.copy());
          last = remains;
          turns.acquire();
          opening.execute(() -> check(remains, turns));
        }
        if (at < scene.calls().size()) {
          play(scene.calls().get(at), disk, promised);
        }
      }
    }
    images += cuts;
    return last;
  }

  /** So many cuts while a start takes over what an earlier cut left, and works on. */
  Remains cutInRecovery(Remains remains, int cuts) throws IOException, InterruptedException {
    Path directory = put(remains.image());
    List<SystemCall> calls = Strace.record(Strace.Work.halting(directory, random.nextLong(), 5));
    remove(directory);
    return cut(new Scene(remains.image(), calls, remains.promised(), file -> false), cuts);
  }

  private static void play(SystemCall call, CutDisk disk, Promised promised) {
    disk.play(call);
    if (call instanceof SystemCall.Said said) {
      promised.hear(said.line());
    }
  }

  /** What a cut left behind, and what had been promised. */
  record Remains(String story, Map<String, byte[]> image, Promised promised) {}

  private void check(Remains remains, Semaphore turns) {
    try {
      Path directory = put(remains.image());
      List<String> broken = look.broken(remains, directory);
      remove(directory);
      if (!broken.isEmpty()) {
        violations.add(remains.story() + ": " + broken);
      }
    } catch (Exception | AssertionError fault) {
      violations.add(remains.story() + ": " + fault);
    } finally {
      turns.release();
    }
  }

  /** Lays an image on a disk of its own. */
  Path put(Map<String, byte[]> image) throws IOException {
    Path directory = Files.createTempDirectory(room, "image");
    for (var file : image.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    return directory;
  }

  static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
