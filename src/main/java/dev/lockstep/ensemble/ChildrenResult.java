package dev.lockstep.ensemble;

import java.util.List;

/** Result of listing a znode's children. */
public sealed interface ChildrenResult {

  /** Their names, without paths, in no particular order; none also where it is not there. */
  record Listed(List<String> names) implements ChildrenResult {
    public Listed {
      names = List.copyOf(names);
    }
  }

  /** No answer that says how it is. */
  record NotKnown(String detail) implements ChildrenResult {}
}
