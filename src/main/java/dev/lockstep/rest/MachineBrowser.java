package dev.lockstep.rest;

import dev.lockstep.driver.BrowseFailedException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Port to what makes drafts of profiles from a server or a broker that runs. It reads alone, and
 * writes no file but those of certificates that were refused.
 */
public interface MachineBrowser {
  /**
   * What is to be browsed, as it was typed.
   *
   * @param endpoint {@code opc.tcp://…}, {@code mqtt://…} or {@code mqtts://…}
   * @param under a node, or a topic filter; empty: all
   * @param name of the device or the device list, under which the password is kept; empty: the host
   * @param user whose rights count; empty: anonymous
   * @param security the policy of OPC UA; empty: the usual one
   */
  record Wanted(
      String endpoint,
      Optional<String> under,
      Optional<String> name,
      Optional<String> user,
      Optional<String> security) {}

  /** A file, by the name that it may be kept under. */
  record DraftFile(String name, String text) {}

  /**
   * What was found.
   *
   * @param files profiles first, the device list last
   * @param told one sentence each: how much was found, what was left out and noticed
   * @param unfinished why there is more than this; empty where it is all
   */
  record Draft(List<DraftFile> files, List<String> told, Optional<String> unfinished) {
    public Draft {
      files = List.copyOf(files);
      told = List.copyOf(told);
    }
  }

  /** What is wrong with it, one sentence each; none where it may begin. Uses no network. */
  List<String> faults(Wanted wanted);

  /**
   * Browses. An interrupt ends it: with what was found till then, or with an exception.
   *
   * @param progress told how many nodes, or topics, were looked at so far
   * @throws BrowseFailedException the message says what to do
   * @throws InterruptedException where nothing is kept of what was found
   */
  Draft browse(Wanted wanted, IntConsumer progress)
      throws BrowseFailedException, InterruptedException;
}
