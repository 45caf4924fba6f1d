package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plan: a file with the participants and commands of a coordination, and with parameters. Without
 * faults; immutable and thread-safe.
 */
public final class Plan {
  private final String description;
  private final Optional<Duration> timeout;
  private final List<PlanParameter> parameters;
  private final PlanTemplate template;
  private final PlanLimits limits;

  Plan(
      String description,
      Optional<Duration> timeout,
      Collection<PlanParameter> parameters,
      PlanTemplate template,
      PlanLimits limits) {
    this.description = description;
    this.timeout = timeout;
    this.parameters = List.copyOf(parameters);
    this.template = template;
    this.limits = limits;
  }

  /** For people; may be empty. */
  public String description() {
    return description;
  }

  /** In which the votes are wanted; empty: the coordinator's usual one. */
  public Optional<Duration> timeout() {
    return timeout;
  }

  /** The parameters, in the order of the file. */
  public List<PlanParameter> parameters() {
    return parameters;
  }

  /**
   * The gateways, devices and commands as they are written, parameters and all.
   *
   * @return with arguments as parsed JSON; no value is put in
   */
  public List<PlanResolution.Participant> written() {
    Map<String, Object> themselves = new LinkedHashMap<>();
    parameters.forEach(each -> themselves.put(each.name(), "${" + each.name() + "}"));
    return participants(themselves);
  }

  /**
   * Puts the parameters in.
   *
   * @param given by the parameter's name, as parsed JSON: String, Boolean, BigDecimal (or another
   *     Number), List or Map of these
   */
  public PlanResolution resolve(Map<String, ? extends @Nullable Object> given) {
    List<Fault> faults = new ArrayList<>();
    List<String> known = parameters.stream().map(PlanParameter::name).toList();
    for (String each : given.keySet()) {
      if (!known.contains(each)) {
        String found = "no parameter is named \"%s\"".formatted(SpellingSuggestion.shortened(each));
        faults.add(fault(each, found, SpellingSuggestion.hint(each, known)));
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (PlanParameter each : parameters) {
      if (given.containsKey(each.name())) {
        take(each, given.get(each.name()), values, faults);
      } else if (each.usual().isPresent()) {
        values.put(each.name(), each.usual().get());
      } else if (each.required()) {
        faults.add(fault(each.name(), "the parameter is missing", "give " + each.wanted()));
      }
    }
    return faults.isEmpty()
        ? new PlanResolution.Resolved(values, participants(values))
        : new PlanResolution.Refused(faults);
  }

  private void take(
      PlanParameter parameter,
      @Nullable Object given,
      Map<String, Object> values,
      List<Fault> faults) {
    switch (parameter.take(given, limits.textMax())) {
      case Coerced.To(Value value) -> values.put(parameter.name(), PlanParameter.json(value));
      case Coerced.Not(Resource.Misfit misfit) ->
          faults.add(fault(parameter.name(), misfit.detail(), "give " + parameter.wanted()));
    }
  }

  /** A fault in what was given, which has no line. */
  private static Fault fault(String parameter, String found, String remedy) {
    return new Fault(
        "", 0, 0, "parameters." + SpellingSuggestion.shortened(parameter), found, remedy);
  }

  private List<PlanResolution.Participant> participants(Map<String, Object> values) {
    return template.participants().stream()
        .map(
            each ->
                new PlanResolution.Participant(
                    each.place(),
                    PlanTemplate.text(each.gateway(), values),
                    each.commands().stream().map(command -> command(command, values)).toList()))
        .toList();
  }

  private static PlanResolution.Command command(
      PlanTemplate.Command command, Map<String, Object> values) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    command
        .arguments()
        .forEach(
            (name, node) ->
                PlanTemplate.value(node.yaml(), values)
                    .ifPresent(value -> arguments.put(name, value)));
    return new PlanResolution.Command(
        command.place(),
        PlanTemplate.text(command.device(), values),
        PlanTemplate.text(command.command(), values),
        arguments,
        command.stage(),
        command.read());
  }
}
