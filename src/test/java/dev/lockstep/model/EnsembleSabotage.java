package dev.lockstep.model;

/** Ways to break the decision on an ensemble on purpose: each must be found. */
enum EnsembleSabotage {
  NONE("", ""),
  /** A gateway proposes COMMIT although a vote is missing. */
  PROPOSE_WITHOUT_ALL_VOTES("gateways alone", "P3: COMMIT stands without the vote"),
  /** A create that meets a node takes it for another's, so for the opposite of its proposal. */
  TAKE_NODE_EXISTS_FOR_THE_OTHERS("gateways alone", "P3"),
  /** A create that meets a node takes it for its own. */
  TAKE_NODE_EXISTS_FOR_OWN("gateways alone", "P3"),
  /** A proposal whose answer is lost is acted on before it is read back. */
  ACT_BEFORE_READING_BACK("gateways alone", "P3"),
  /** A vote that came after ROLLBACK stands is counted, and COMMIT is written over it. */
  COUNT_A_VOTE_AFTER_ROLLBACK("gateways alone", "P2"),
  /** A replica takes its own proposal for the decision as long as it owns the coordination. */
  TRUST_OWNERSHIP("one replica", "P1"),
  /** The verdict is swept while a gateway has not confirmed it. */
  SWEEP_BEFORE_ALL_HAVE_CONFIRMED("one replica", "P2"),
  /** The verdict is swept, and the plan that a replica takes up later is left. */
  SWEEP_AND_LEAVE_THE_PLAN("one replica", "P2"),
  /** A replica whose plan was not the first tells ROLLBACK to gateways that it knows nothing of. */
  ROLL_BACK_ANOTHERS_PLAN("two plans", "P3");

  /** The plot in which it shows. */
  final String plot;

  /** How what it breaks begins. */
  final String breaks;

  EnsembleSabotage(String plot, String breaks) {
    this.plot = plot;
    this.breaks = breaks;
  }
}
