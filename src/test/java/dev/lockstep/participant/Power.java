package dev.lockstep.participant;

import dev.lockstep.journal.Entry;
import java.util.List;
import java.util.function.Consumer;

/**
 * The power supply, which can fail at every durable point and around every send, after a number of
 * them.
 */
final class Power {
  private static final int STAYS = -1;

  private final List<String> story;
  private int left = STAYS;
  private int cuts;

  /**
   * @param story records where the power failed
   */
  Power(List<String> story) {
    this.story = story;
  }

  /** Cuts the power after a number of points; 0 is the next one. */
  void goesIn(int points) {
    left = points;
  }

  void stays() {
    left = STAYS;
  }

  /** Records a power cut from outside. */
  void cut() {
    cuts++;
  }

  int cuts() {
    return cuts;
  }

  private void point(String where) {
    if (left == 0) {
      left = STAYS;
      cuts++;
      story.add("the power goes " + where);
      throw new Crash(where);
    }
    if (left > 0) {
      left--;
    }
  }

  PlayJournal.Tap disk() {
    return new PlayJournal.Tap() {
      @Override
      public void before(Entry entry) {
        point("before " + Telling.briefly(entry.next()));
      }

      @Override
      public void after(Entry entry) {
        point("after " + Telling.briefly(entry.next()));
      }
    };
  }

  /**
   * @param leaving called before every send, and for no fence
   */
  PlayLink.Tap sends(Consumer<String> leaving) {
    return new PlayLink.Tap() {
      @Override
      public void before(String machine, String what) {
        if (!what.startsWith("fence")) {
          leaving.accept(what);
        }
        point("before " + what);
      }

      @Override
      public void after(String machine, String what) {
        point("after " + what);
      }
    };
  }
}
