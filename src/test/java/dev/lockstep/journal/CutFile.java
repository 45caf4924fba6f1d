package dev.lockstep.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One file of a {@link CutDisk}: what is on the disk, and what only the kernel has. */
final class CutFile {
  private static final int SECTOR = 512;

  /** The kernel's pages: a page of which one octet was written goes to the disk whole. */
  private static final int PAGE = 4096;

  private byte[] durable;
  private byte[] now;
  private final List<Change> pending = new ArrayList<>();

  /** Since the last sync, on what the kernel shows. */
  private sealed interface Change {
    /**
     * Octets at a place.
     *
     * @param lost whether the kernel believes it has written them, because it said once that it
     *     could not
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
    record Write(int offset, byte[] octets, boolean lost) implements Change {
      int end() {
        return offset + octets.length;
      }

      int page() {
        return offset / PAGE;
      }

      /** The same, cut where pages end. */
      List<Write> pages() {
        List<Write> parts = new ArrayList<>();
        for (int from = offset; from < end(); ) {
          int to = Math.min(end(), (from / PAGE + 1) * PAGE);
          parts.add(new Write(from, Arrays.copyOfRange(octets, from - offset, to - offset), lost));
          from = to;
        }
        return parts;
      }
    }

    record Truncate(int length) implements Change {}
  }

  CutFile(byte[] octets) {
    this.durable = octets;
    this.now = octets.clone();
  }

  void write(int offset, byte[] octets) {
    pending.add(new Change.Write(offset, octets, false));
    now = put(now, offset, octets, octets.length);
  }

  void truncate(int length) {
    pending.add(new Change.Truncate(length));
    now = Arrays.copyOf(now, length);
  }

  /**
   * What was written since an earlier sync failed is durable; what was written before that is not,
   * but for the pages that were written again.
   *
   * @param late how many of the latest changes came after it had begun
   */
  void sync(int late) {
    List<Change> covered = covered(late);
    byte[] reached = covered.size() == pending.size() ? now.clone() : after(covered);
    Set<Integer> pages = new HashSet<>();
    List<Change.Write> lost = new ArrayList<>();
    for (Change change : covered) {
      switch (change) {
        case Change.Write write when write.lost() -> lost.addAll(write.pages());
        case Change.Write write -> write.pages().forEach(part -> pages.add(part.page()));
        case Change.Truncate truncate -> {}
      }
    }
    covered.clear();
    if (lost.isEmpty()) {
      durable = reached;
      return;
    }
    durable = Arrays.copyOf(durable, reached.length);
    for (int page : pages) {
      int end = Math.min(reached.length, (page + 1) * PAGE);
      if (page * PAGE < end) {
        System.arraycopy(reached, page * PAGE, durable, page * PAGE, end - page * PAGE);
      }
    }
    pending.addAll(0, lost.stream().filter(part -> !pages.contains(part.page())).toList());
  }

  /** Of what is pending, what a sync that ends now is answerable for: a view. */
  private List<Change> covered(int late) {
    return pending.subList(0, Math.max(0, pending.size() - late));
  }

  /** What the kernel showed when these had been made, and nothing after them. */
  private byte[] after(List<Change> changes) {
    byte[] image = durable.clone();
    for (Change change : changes) {
      image =
          switch (change) {
            case Change.Write write ->
                put(image, write.offset(), write.octets(), write.octets().length);
            case Change.Truncate truncate -> Arrays.copyOf(image, truncate.length());
          };
    }
    return image;
  }

  /**
   * The kernel forgets that these pages are to be written: no later sync brings them.
   *
   * @param late as for {@link #sync}
   */
  void syncFailed(int late) {
    covered(late)
        .replaceAll(
            change ->
                switch (change) {
                  case Change.Write write -> new Change.Write(write.offset(), write.octets(), true);
                  case Change.Truncate truncate -> truncate;
                });
  }

  byte[] image(CutDisk.Loss loss, Random random) {
    return switch (loss) {
      case NOTHING -> now.clone();
      case EVERYTHING -> durable.clone();
      case THE_LATEST -> someInOrder(random);
      case ANY_SECTOR -> anySector(random);
    };
  }

  private byte[] someInOrder(Random random) {
    byte[] image = durable.clone();
    int whole = random.nextInt(pending.size() + 1);
    for (int at = 0; at <= whole && at < pending.size(); at++) {
      switch (pending.get(at)) {
        case Change.Write write -> {
          int length = at < whole ? write.octets().length : random.nextInt(write.octets().length);
          image = put(image, write.offset(), write.octets(), length);
        }
        case Change.Truncate truncate -> {
          if (at < whole) {
            image = Arrays.copyOf(image, truncate.length());
          }
        }
      }
    }
    return image;
  }

  private byte[] anySector(Random random) {
    int longest = Math.max(durable.length, now.length);
    for (Change change : pending) {
      longest = change instanceof Change.Write write ? Math.max(longest, write.end()) : longest;
    }
    byte[] image = Arrays.copyOf(durable, longest);
    for (int sector = 0; sector * SECTOR < longest; sector++) {
      int got = random.nextInt(pending.size() + 1);
      for (Change change : pending.subList(0, got)) {
        if (change instanceof Change.Write write) {
          putSector(image, sector, write);
        }
      }
    }
    return Arrays.copyOf(image, length(random));
  }

  private static void putSector(byte[] image, int sector, Change.Write write) {
    int from = Math.max(sector * SECTOR, write.offset());
    int to = Math.min((sector + 1) * SECTOR, write.end());
    if (from < to) {
      System.arraycopy(write.octets(), from - write.offset(), image, from, to - from);
    }
  }

  /** As long as it was at some moment since the sync. */
  private int length(Random random) {
    int length = durable.length;
    for (Change change : pending.subList(0, random.nextInt(pending.size() + 1))) {
      length =
          switch (change) {
            case Change.Write write -> Math.max(length, write.end());
            case Change.Truncate truncate -> truncate.length();
          };
    }
    return length;
  }

  private static byte[] put(byte[] file, int offset, byte[] octets, int length) {
    byte[] put = Arrays.copyOf(file, Math.max(file.length, offset + length));
    System.arraycopy(octets, 0, put, offset, length);
    return put;
  }
}
