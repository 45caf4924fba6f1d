package dev.lockstep.model;

/**
 * Ways to break the gateway or the coordinator on purpose: each must be found, or the checker
 * proves nothing.
 */
enum Sabotage {
  NONE("", ""),
  VOTE_BEFORE_IT_IS_DURABLE("write", "P1"),
  ACT_BEFORE_THE_INTENT_IS_DURABLE("write", "P1"),
  ARM_BEFORE_IT_IS_DURABLE("armed", "P1"),
  TELL_THE_OUTCOME_BEFORE_IT_IS_DURABLE("write", "P1"),
  REQUESTS_OVERTAKE_THE_RESTART("write", "two actuations"),
  FORGET_RESERVATIONS_AT_RESTART("conflict", "P7"),
  RESERVE_BY_NAME_ALONE("aliases", "P7"),
  TRUST_THE_UNKNOWN("write", "P5a"),
  A_TIMER_ENDS_THE_PROMISE("write", "P3"),
  FIRE_ONCE_TWICE("once", "P6"),
  TAKE_A_METHODS_BAD_STATUS_FOR_A_REFUSAL("a method answers Bad after its work", "P6"),
  TAKE_WHAT_WAS_TRUE_BEFORE_FOR_PROOF("a condition true before", "P4"),
  FORGET_WHAT_MAY_HAVE_BEEN_TRUE_BEFORE("a condition true before, may be repeated", "P4"),
  SETTLE_WITHOUT_A_FENCE("write", "P5a"),
  RELOAD_UNDER_A_VOTE("other files", "P7"),
  ADMIT_WHILE_LINKS_ARE_REPLACED("other files", "P7"),
  TAKE_OTHER_FILES_AT_A_START("other files", "P7"),
  NO_TOMBSTONE("write", "P2"),
  RENOUNCE_AND_VOTE_ALL_THE_SAME("siblings", "P3"),
  TRUST_A_SIBLINGS_OPERATOR("siblings", "P3"),
  TELL_A_REFUSAL_BEFORE_IT_IS_DURABLE("siblings doubled", "P1"),
  TAKE_A_GAP_FOR_NEVER("a journal with a gap", "P2"),
  REPEAT_A_VOTE_AFTER_THE_END("the same id again", "P2"),
  NEVER_STALE("write", "P5"),
  FORGET_THE_INSTANT_AT_RESTART("at an instant", "P5"),
  MAKE_UP_FOR_A_PASSED_INSTANT("at an instant", "P5"),
  SEND_WHAT_WAS_HELD_UP("at an instant", "P5"),
  HEAR_OF_NO_INSTANT(
      "at an instant", "the gateway refused the coordinator's decision: OTHER_INSTANT"),
  END_BEFORE_THE_ARMING_CAME_BACK("armed", "P1"),
  TAKE_THE_LAST_WORD("write", "P2"),
  NEVER_ASK_AGAIN("write", "no end"),
  DECIDE_BEFORE_IT_IS_DURABLE("write", "P3"),
  FORGET_BEFORE_THE_END_IS_DURABLE("write", "P1"),
  COUNT_A_MISSING_VOTE_AS_YES("write", "refused the coordinator's decision");

  /** The smallest plot in which it shows. */
  final String plot;

  /** How what it breaks begins. */
  final String breaks;

  Sabotage(String plot, String breaks) {
    this.plot = plot;
    this.breaks = breaks;
  }
}
