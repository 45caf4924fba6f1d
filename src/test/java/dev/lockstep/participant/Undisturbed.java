package dev.lockstep.participant;

import dev.lockstep.journal.Entry;

/** Nothing happens before or after a journal's write, or what is sent to a machine. */
final class Undisturbed implements PlayJournal.Tap, PlayLink.Tap {
  @Override
  public void before(Entry entry) {}

  @Override
  public void after(Entry entry) {}

  @Override
  public void before(String machine, String sending) {}

  @Override
  public void after(String machine, String sending) {}
}
