package dev.lockstep.driver.mqtt;

import java.util.List;

/** The misdeed of an adversarial device: what it does at a commit, and what it answers. */
enum Misdeed {
  /** None: carries the order out and says so. */
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

  /** Whether it carries the order out. */
  final boolean works;

  private final String answers;

  Misdeed(boolean works, String... answers) {
    this.works = works;
    this.answers = String.join("\n", answers);
  }

  /** Its answers to one request, in order. */
  List<String> answers() {
    return answers.lines().toList();
  }

  /** Its answer to a later query; empty where it gives none. */
  String record() {
    return answers.isEmpty() ? "" : answers().getLast();
  }

  /** Whether the machine has moved as it was told. */
  boolean done() {
    return works && this != OTHER_VALUE;
  }
}
