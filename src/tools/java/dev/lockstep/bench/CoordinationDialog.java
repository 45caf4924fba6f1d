package dev.lockstep.bench;

import java.util.List;
import java.util.stream.Collectors;

/** A client's with our own coordinator role: one call has it done at all gateways. */
final class CoordinationDialog implements Dialog {
  private final Fleet fleet;
  private final String prefix;
  private final List<String> gateways;
  private final int coordinators;
  private String id = "";

  /**
   * With one coordinator; nothing is begun.
   *
   * @param prefix of the ids
   * @param gateways their addresses: the same machines at each
   */
  CoordinationDialog(Fleet fleet, String prefix, List<String> gateways) {
    this(fleet, prefix, gateways, 1);
  }

  /**
   * With as many coordinators, which are asked in turns.
   *
   * @param prefix of the ids
   * @param gateways their addresses: the same machines at each
   */
  CoordinationDialog(Fleet fleet, String prefix, List<String> gateways, int coordinators) {
    this.fleet = fleet;
    this.prefix = prefix;
    this.gateways = List.copyOf(gateways);
    this.coordinators = coordinators;
  }

  @Override
  public LoadCall begin(long number, int machine) {
    id = prefix + number;
    String commands = fleet.commands(machine, number).substring(1);
    String participants =
        gateways.stream()
            .map(each -> "{\"gateway\":\"%s\",%s".formatted(each, commands))
            .collect(Collectors.joining(","));
    return LoadCall.post(
        Math.toIntExact(number % coordinators),
        "/api/v1/coordinations",
        "{\"id\":\"%s\",\"participants\":[%s]}".formatted(id, participants));
  }

  @Override
  public Heard heard(HttpAnswer answer) {
    return answer.says(200, "id", id) && answer.says(200, "outcome", "COMMITTED")
        ? new Heard.Committed()
        : answer.wrong("COORDINATION", id);
  }
}
