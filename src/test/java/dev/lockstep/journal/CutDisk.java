package dev.lockstep.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A disk that plays recorded calls, and says at any point what could be on it if power failed now.
 *
 * <p>What was written reaches the disk when the file is synced; before that, each sector of it may
 * be there or not, whatever the order of the calls was. A name that came or went is durable once
 * the directory is synced; before that, names come and go in their order, as a file system with a
 * log of its own keeps them. Octets beside those being written are not harmed (SQLite's {@code
 * SQLITE_POWERSAFE_OVERWRITE}).
 */
final class CutDisk {
  /** What becomes of what was not synced. */
  enum Loss {
    /** All of it got through: as if only the process had been killed. */
    NOTHING,
    /** None of it got through. */
    EVERYTHING,
    /** Of each file, some of the calls got through, in order, the last of them torn anywhere. */
    THE_LATEST,
    /** Each sector got through as it was at some moment since the sync, or not at all. */
    ANY_SECTOR
  }

  private final Map<String, CutFile> durable = new HashMap<>();
  private final Map<String, CutFile> now = new HashMap<>();
  private final List<Map<String, CutFile>> names = new ArrayList<>();
  private final Predicate<String> ignored;

  /**
   * A disk with these files on it, all of them durable.
   *
   * @param ignored whether it lies of the file with that name: says that it synced them, and did
   *     not
   */
  CutDisk(Map<String, byte[]> files, Predicate<String> ignored) {
    files.forEach((name, octets) -> durable.put(name, new CutFile(octets)));
    now.putAll(durable);
    this.ignored = ignored;
  }

  void play(SystemCall call) {
    switch (call) {
      case SystemCall.Create create -> {
        if (!now.containsKey(create.file())) {
          now.put(create.file(), new CutFile(new byte[0]));
          names.add(Map.copyOf(now));
        }
      }
      case SystemCall.Unlink unlink -> {
        now.remove(unlink.file());
        names.add(Map.copyOf(now));
      }
      case SystemCall.Rename rename -> {
        CutFile file = file(rename.from());
        now.remove(rename.from());
        now.put(rename.to(), file);
        names.add(Map.copyOf(now));
      }
      case SystemCall.Write write -> file(write.file()).write(write.offset(), write.octets());
      case SystemCall.Truncate truncate -> file(truncate.file()).truncate(truncate.length());
      case SystemCall.Sync sync -> sync(sync);
      case SystemCall.SyncDirectory directory -> {
        durable.clear();
        durable.putAll(now);
        names.clear();
      }
      case SystemCall.Said said -> {}
    }
  }

  private void sync(SystemCall.Sync sync) {
    if (!sync.done()) {
      file(sync.file()).syncFailed(sync.late());
    } else if (!ignored.test(sync.file())) {
      file(sync.file()).sync(sync.late());
    }
  }

  private CutFile file(String name) {
    CutFile file = now.get(name);
    if (file == null) {
      throw new IllegalStateException("never created: " + name);
    }
    return file;
  }

  /** What the disk holds, by name, if power fails now. */
  Map<String, byte[]> image(Loss loss, Random random) {
    Map<String, byte[]> image = new LinkedHashMap<>();
    names(loss, random).forEach((name, file) -> image.put(name, file.image(loss, random)));
    return image;
  }

  private Map<String, CutFile> names(Loss loss, Random random) {
    return switch (loss) {
      case NOTHING -> now;
      case EVERYTHING -> durable;
      case THE_LATEST, ANY_SECTOR -> {
        int got = random.nextInt(names.size() + 1);
        yield got == 0 ? durable : names.get(got - 1);
      }
    };
  }
}
