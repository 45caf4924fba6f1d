package dev.lockstep.model;

/** What is broken on purpose in a line of two PCs, the plot that finds it, and what it breaks. */
enum LineSabotage {
  NONE("", ""),
  /** The holder counts its lease from the answer. */
  COUNT_THE_LEASE_FROM_THE_ANSWER("a word", "two PCs hold the lease"),
  TAKE_OVER_WITHOUT_WAITING("a word", "two PCs hold the lease"),
  GRANT_WHILE_TAKING_OVER("a word", "two PCs hold the lease"),
  /** Clocks that run apart are not allowed for. */
  NO_MARGIN("apart", "two PCs hold the lease"),
  /** The lease stays unlimited while the standby is told that it may take over. */
  TELL_BEFORE_THE_LEASE_IS_LIMITED("a fault", "b may take over"),
  /** A standby that is silent is left behind without a person. */
  LEAVE_A_SILENT_STANDBY_BEHIND("a fault", "b may take over"),
  CALL_DURABLE_WITHOUT_THE_STANDBY("a word", "b may take over and lacks"),
  /** A standby that was started anew counts as in sync. */
  TRUST_THE_COPY_AFTER_A_START("a fault and a word", "b may take over"),
  TAKE_OVER_OUT_OF_SYNC("a fault and a word", "b may take over"),
  /** A claim is granted to the PC that was not active last. */
  GRANT_TO_AN_OLDER_ONE("a fault and a word", "lacks what was acknowledged"),
  /** A term is granted before it is durable. */
  GRANT_BEFORE_THE_TERM_IS_DURABLE("a fault and a word", "b begins term"),
  /** A late notice for an earlier start, or an earlier supply, counts. */
  TAKE_ANY_NOTICE("late, supplied", "b may take over"),
  /** A base copy that comes late takes the place of a newer one. */
  TAKE_A_SECOND_BASE_COPY("late", "b may take over and lacks"),
  /** What an old active PC ships is taken. */
  TAKE_CHANGE_SETS_OF_AN_OLDER_TERM("late", "b may take over"),
  SEND_WITHOUT_A_LOOK_AT_THE_LEASE("moves", "the machine"),
  LOOK_WITHOUT_A_FENCE("moves", "the machine"),
  ACT_ON_WHAT_THE_STANDBY_LACKS("ensemble, moves", "the machine"),
  /** A register's holder is taken for dead at once. */
  TAKE_THE_REGISTER_WITHOUT_WAITING("ensemble", "two PCs hold the lease"),
  TAKE_THE_REGISTER_UNLISTED("ensemble, a fault", "b is active and lacks"),
  /** A write without an answer counts as done. */
  TAKE_AN_UNKNOWN_WRITE_FOR_DONE("ensemble, a fault", "two PCs hold the lease"),
  /** A standby counts as taken out before the register says so. */
  PART_BEFORE_THE_REGISTER_SAYS_SO("ensemble, a fault", "b may take over"),
  /** The wait is not begun anew when the lease is seen to change. */
  WAIT_FROM_THE_FIRST_LOOK("ensemble", "two PCs hold the lease"),
  COUNT_THE_REGISTERS_LEASE_FROM_THE_ANSWER("ensemble", "two PCs hold the lease");

  final String plot;
  final String breaks;

  LineSabotage(String plot, String breaks) {
    this.plot = plot;
    this.breaks = breaks;
  }
}
