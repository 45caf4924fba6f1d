package dev.lockstep.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Outcomes of transactions at all their participants, compared with each other, with what the
 * coordinator told its client, and with what the machines show.
 *
 * @param compared participants' outcomes that were looked at
 * @param disagreements one line each
 * @param open transactions that have not ended everywhere, or whose client was told nothing, one
 *     line each
 */
record OutcomeComparison(long compared, List<String> disagreements, List<String> open) {
  /** What a participant says of an id that it does not know: nothing was done (presumed abort). */
  static final String ABSENT = "ABSENT";

  /** Before the name of a state that is not the last. */
  static final String OPEN = "OPEN:";

  private static final String ROLLED_BACK = "ROLLED_BACK";

  OutcomeComparison {
    disagreements = List.copyOf(disagreements);
    open = List.copyOf(open);
  }

  /**
   * Compares.
   *
   * @param outcomes for each transaction one of each of its gateways, in their order: the name of
   *     an outcome, {@link #ABSENT}, or {@link #OPEN} with a state
   */
  static OutcomeComparison of(List<FleetTransaction> transactions, List<List<String>> outcomes) {
    long compared = 0;
    List<String> disagreements = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (int each = 0; each < transactions.size(); each++) {
      FleetTransaction transaction = transactions.get(each);
      List<String> said = outcomes.get(each);
      compared += said.size();
      if (disagree(transaction, said)) {
        disagreements.add(line(transaction, said));
      } else if (transaction.told().isEmpty() || said.stream().anyMatch(OutcomeComparison::open)) {
        open.add(line(transaction, said));
      }
    }
    return new OutcomeComparison(compared, disagreements, open);
  }

  /** A participant that has not ended disagrees with nobody yet, unless it is on its way. */
  private static boolean disagree(FleetTransaction transaction, List<String> said) {
    boolean committed = said.stream().anyMatch(FleetTransaction.COMMITTED::equals);
    boolean undone = said.stream().anyMatch(OutcomeComparison::undone);
    boolean heuristic =
        said.stream().anyMatch(each -> !open(each) && !undone(each) && !committed(each));
    boolean toldOtherwise =
        transaction.told().isPresent()
            && (transaction.committed() ? undone : committed || !rolledBack(transaction));
    return heuristic || (committed && undone) || toldOtherwise;
  }

  private static boolean rolledBack(FleetTransaction transaction) {
    return transaction.told().filter(ROLLED_BACK::equals).isPresent();
  }

  private static boolean committed(String outcome) {
    return outcome.equals(FleetTransaction.COMMITTED);
  }

  private static boolean undone(String outcome) {
    return outcome.equals(ROLLED_BACK) || outcome.equals(ABSENT);
  }

  private static boolean open(String outcome) {
    return outcome.startsWith(OPEN);
  }

  private static String line(FleetTransaction transaction, List<String> said) {
    Map<String, List<Integer>> gateways = new HashMap<>();
    for (int each = 0; each < said.size(); each++) {
      gateways
          .computeIfAbsent(said.get(each), outcome -> new ArrayList<>())
          .add(transaction.gateways().get(each));
    }
    List<String> parts =
        new TreeSet<>(gateways.keySet())
            .stream().map(outcome -> outcome + " at gateways " + gateways.get(outcome)).toList();
    return "%s: told %s; %s"
        .formatted(
            transaction.id(), transaction.told().orElse("nothing"), String.join(", ", parts));
  }

  /**
   * Compares what the machines show with what was committed: a speed is the number of the
   * transaction that set it last.
   *
   * @param speeds for each gateway those of its machines
   * @return this, and one more disagreement for each machine that shows what was not committed
   *     there
   */
  OutcomeComparison with(List<FleetTransaction> transactions, List<List<String>> speeds) {
    Map<String, FleetTransaction> committed = new HashMap<>();
    TreeSet<String> moved = new TreeSet<>();
    for (FleetTransaction each : transactions) {
      if (each.committed()) {
        committed.put(Long.toString(each.number()), each);
        each.gateways().forEach(gateway -> moved.add(machine(gateway, each.drive())));
      }
    }
    List<String> all = new ArrayList<>(disagreements);
    for (int gateway = 0; gateway < speeds.size(); gateway++) {
      for (int drive = 0; drive < speeds.get(gateway).size(); drive++) {
        String speed = speeds.get(gateway).get(drive);
        FleetTransaction set = committed.get(speed);
        boolean untouched = speed.equals("0") && !moved.contains(machine(gateway, drive));
        boolean right = set != null && set.drive() == drive && set.gateways().contains(gateway);
        if (!untouched && !right) {
          all.add(
              "%s shows %s, which no committed transaction set there"
                  .formatted(machine(gateway, drive), speed));
        }
      }
    }
    return new OutcomeComparison(compared, all, open);
  }

  private static String machine(int gateway, int drive) {
    return "drive %d of gateway %d".formatted(drive, gateway);
  }

  boolean clean() {
    return disagreements.isEmpty() && open.isEmpty();
  }
}
