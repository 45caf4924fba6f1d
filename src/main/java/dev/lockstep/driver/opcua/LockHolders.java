package dev.lockstep.driver.opcua;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which orders of this gateway rest on a lock: several commands of one transaction may, and it is
 * given back after the last of them. No two transactions do at once (P7), so that orders of an
 * earlier one no longer count. Forgotten with the process: then each command takes the lock again.
 * Thread-safe.
 */
final class LockHolders {
  private final Map<String, Set<String>> holders = new HashMap<>();

  synchronized void add(String lock, String reference) {
    Set<String> orders = holders.computeIfAbsent(lock, none -> new HashSet<>());
    orders.removeIf(each -> !transaction(each).equals(transaction(reference)));
    orders.add(reference);
  }

  /** Whether other orders of the same transaction still rest on the lock. */
  synchronized boolean remainsAfter(String lock, String reference) {
    Set<String> orders = holders.getOrDefault(lock, new HashSet<>());
    orders.remove(reference);
    orders.removeIf(each -> !transaction(each).equals(transaction(reference)));
    if (orders.isEmpty()) {
      holders.remove(lock);
    }
    return !orders.isEmpty();
  }

  /** A command id is that of the transaction and the command's number. */
  private static String transaction(String reference) {
    int end = reference.lastIndexOf('#');
    return end < 0 ? reference : reference.substring(0, end);
  }
}
