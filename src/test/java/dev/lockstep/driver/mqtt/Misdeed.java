package dev.lockstep.driver.mqtt;

import java.util.List;

/** What an adversarial device does when it is told to act, and what it says then. */
enum Misdeed {
  /** None: does it and says so. */
  NONE(true, "applied"),
  APPLIED_AND_DOES_NOTHING(false, "applied"),
  SILENT(true),
  DEAF(false),
  ANSWERS_TWICE(true, "applied", "applied"),
  APPLIED_THEN_FAILED(true, "applied", "failed"),
  EXECUTING_THEN_APPLIED(true, "executing", "applied"),
  EXECUTING_FOR_EVER(true, "executing"),
  OTHER_VALUE(true, "applied"),
  WRONG_CORRELATION(true, "applied"),
  WRONG_TOPIC(true, "applied"),
  MALFORMED_ANSWER(true, "{\"id\""),
  ANOTHER_ID(true, "applied"),
  FAILED_AFTER_WORK(true, "failed"),
  REFUSED_AFTER_WORK(true, "refused"),
  ABORTED_AFTER_WORK(true, "aborted"),
  UNKNOWN_AFTER_WORK(true, "unknown"),
  FAILED(false, "failed"),
  REFUSED(false, "refused"),
  PREPARED(false, "prepared");

  /** Whether it does the work. */
  final boolean works;

  final List<String> answers;

  Misdeed(boolean works, String... answers) {
    this.works = works;
    this.answers = List.of(answers);
  }

  /** What it says when it is asked later; the empty text where it says nothing. */
  String record() {
    return answers.isEmpty() ? "" : answers.getLast();
  }

  /** Whether the machine is where it was told to go. */
  boolean done() {
    return works && this != OTHER_VALUE;
  }
}
