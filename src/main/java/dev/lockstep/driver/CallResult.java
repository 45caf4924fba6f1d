package dev.lockstep.driver;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.OutputCondition.Output;
import dev.lockstep.device.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a method call has come to.
 *
 * @param sent as for a write; a bad input argument is a rejection that names it
 * @param answers its outputs in the method's order, empty where one has no value that can be read;
 *     none unless accepted
 * @param names of the outputs as the method itself spells them, in the same order; none where it
 *     does not say
 */
public record CallResult(SendResult sent, List<Optional<Answer>> answers, List<String> names) {
  /** An output, and how the wire held it. */
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

  /** What it answered there; empty where it has no such output, or none that can be read. */
  public Optional<Answer> output(Output output) {
    int place =
        switch (output) {
          case Output.At at -> at.index();
          case Output.Named named -> names.indexOf(named.name());
        };
    return place >= 0 && place < answers.size() ? answers.get(place) : Optional.empty();
  }

  /** Whether all of these outputs have a value. */
  public boolean answersAll(List<OutputCondition> conditions) {
    return conditions.stream().allMatch(each -> output(each.output()).isPresent());
  }

  /** The outputs for people, for example {@code [true, done]}; empty text where there are none. */
  public String shown() {
    return answers.isEmpty()
        ? ""
        : answers.stream()
            .map(each -> each.map(Answer::value).map(Value::toString).orElse("?"))
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
