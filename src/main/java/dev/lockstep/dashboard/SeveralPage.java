package dev.lockstep.dashboard;

import java.util.List;

/** A run as a page shows it. */
record SeveralPage(
    long number,
    String act,
    String who,
    String why,
    TimeText begun,
    int done,
    int refused,
    int all,
    boolean over,
    boolean stopped,
    List<Item> items) {
  /** One transaction of it. */
  record Item(String id, Badge badge, String told) {
    static Item of(SeveralRun.Item item) {
      Badge badge =
          switch (item.standing()) {
            case WAITING -> Badge.quiet("waiting");
            case UNDERWAY -> Badge.busy("under way");
            case DONE -> Badge.good("done");
            case REFUSED -> Badge.bad("not done");
          };
      return new Item(item.id(), badge, item.told());
    }
  }

  SeveralPage {
    items = List.copyOf(items);
  }

  public int finished() {
    return done + refused;
  }
}
