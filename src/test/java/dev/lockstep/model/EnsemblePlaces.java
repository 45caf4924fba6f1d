package dev.lockstep.model;

import java.util.ArrayList;
import java.util.List;

/** Where in a {@link World} of the ensemble what stands. */
final class EnsemblePlaces {
  private static final int STATE = 11;

  /**
   * A gateway, its branch and its machine.
   *
   * @param durable in the journal, {@link Tables#state}
   * @param known in memory
   * @param work an effect under way, {@link Tables#effects}
   * @param timer whether a pause is under way
   * @param ask how far an inquiry has come, {@link EnsembleScene#inquiries}
   * @param moved whether the machine moved
   * @param strayPrepare for each plan, a prepare whose caller has gone
   * @param strayRollback a rollback whose caller has gone
   * @param strayProposal a proposal in flight whose answer is not awaited: plan and verdict
   * @param vote the vote in the ensemble: its plan plus 1
   */
  record Gateway(
      Field down,
      Field durable,
      Field known,
      Field work,
      Field timer,
      Field ask,
      Field moved,
      List<Field> strayPrepare,
      Field strayRollback,
      Field strayProposal,
      Field vote) {}

  /**
   * A replica.
   *
   * @param known in memory, {@link Tables#coordination}
   * @param proposal a write under way, {@link Tables#coordination}; 0 is none
   * @param basis the verdict that it last saw standing, {@link EnsembleScene#verdicts}
   * @param votesDue whether the time for votes runs
   * @param prepare for each gateway, whether a prepare is to be sent
   * @param tell for each gateway, whether the decision is to be told, or told again
   * @param forget whether the gateways are to be told that they may forget
   * @param stray a create in flight whose answer is not awaited
   */
  record Replica(
      Field down,
      Field begun,
      Field known,
      Field proposal,
      Field basis,
      Field votesDue,
      List<Field> prepare,
      List<Field> tell,
      Field forget,
      Field stray) {}

  /** What may still go wrong. */
  record Left(Field gateways, Field replicas, Field losses, Field sessions, Field refusals) {}

  /**
   * The ensemble.
   *
   * @param verdict what stands, {@link EnsembleScene#verdicts}; 0 is none
   * @param first the verdict that stood first, swept or not: its plan and {@code Verdict}, plus 1
   * @param open the plan that is open, plus 1
   * @param owner the replica that owns what is open, plus 1; 0 is none
   */
  record Ensemble(Field verdict, Field first, Field open, Field owner, Field swept, Field told) {}

  final List<Gateway> gateways = new ArrayList<>();
  final List<Replica> replicas = new ArrayList<>();
  final Ensemble ensemble;
  final Left left;
  final int words;

  EnsemblePlaces(int plans) {
    Field.Ruler ruler = new Field.Ruler();
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      List<Field> prepares = new ArrayList<>();
      for (int plan = 0; plan < plans; plan++) {
        prepares.add(ruler.bits(1));
      }
      gateways.add(
          new Gateway(
              ruler.bits(1),
              ruler.bits(STATE),
              ruler.bits(STATE),
              ruler.bits(8),
              ruler.bits(1),
              ruler.bits(7),
              ruler.bits(1),
              prepares,
              ruler.bits(1),
              ruler.bits(3),
              ruler.bits(2)));
    }
    for (int replica = 0; replica < EnsemblePlot.REPLICAS; replica++) {
      replicas.add(
          new Replica(
              ruler.bits(1),
              ruler.bits(1),
              ruler.bits(STATE),
              ruler.bits(STATE),
              ruler.bits(STATE),
              ruler.bits(1),
              List.of(ruler.bits(1), ruler.bits(1)),
              List.of(ruler.bits(2), ruler.bits(2)),
              ruler.bits(1),
              ruler.bits(STATE)));
    }
    ensemble =
        new Ensemble(
            ruler.bits(STATE),
            ruler.bits(3),
            ruler.bits(2),
            ruler.bits(2),
            ruler.bits(1),
            ruler.bits(3));
    left = new Left(ruler.bits(2), ruler.bits(2), ruler.bits(2), ruler.bits(2), ruler.bits(2));
    words = ruler.words();
  }
}
