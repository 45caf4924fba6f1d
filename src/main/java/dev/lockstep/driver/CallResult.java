package dev.lockstep.driver;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.OutputCondition.Output;
import dev.lockstep.device.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result of a method call (OPC 10000-4, 5.12).
 *
 * @param sent the result of the send, as for a write; a bad input argument is a rejection that
 *     names it
 * @param answers the outputs in the method's order, each empty where its value is not readable;
 *     none unless the call was accepted
 * @param names of the outputs in the method's signature, in the same order; none where it has none
 */
public record CallResult(SendResult sent, List<Optional<Answer>> answers, List<String> names) {
  /** The value of an output, with its encoding on the wire. */
  public record Answer(Value value, Encoding encoding) {}

  public CallResult {
    answers = List.copyOf(answers);
    names = List.copyOf(names);
  }

  /** A call whose outputs have no names. */
  public CallResult(SendResult sent, List<Value> outputs) {
    this(
        sent,
        outputs.stream().map(each -> Optional.of(new Answer(each, Encoding.PLAIN))).toList(),
        List.of());
  }

  /** The outputs that have a value. */
  public List<Value> outputs() {
    return answers.stream().flatMap(Optional::stream).map(Answer::value).toList();
  }

  /** The value of an output; empty where there is no such output, or its value is not readable. */
  public Optional<Answer> output(Output output) {
    int index =
        switch (output) {
          case Output.At at -> at.index();
          case Output.Named named -> names.indexOf(named.name());
        };
    return index >= 0 && index < answers.size() ? answers.get(index) : Optional.empty();
  }

  /** Whether all outputs of these conditions have a value. */
  public boolean answersAll(List<OutputCondition> conditions) {
    return conditions.stream().allMatch(each -> output(each.output()).isPresent());
  }

  /** The outputs for display, for example {@code [true, done]}; empty text where there are none. */
  public String shown() {
    return answers.isEmpty()
        ? ""
        : answers.stream()
            .map(each -> each.map(Answer::value).map(Value::toString).orElse("?"))
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
